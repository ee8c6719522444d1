package dev.weir.slm.graph;

import java.util.List;

/** One node of a graph being written ({@code NodeProto}). */
public final class NodeWriter {

    private static final int FLOAT = 1;
    private static final int INT = 2;
    private static final int STRING = 3;
    private static final int INTS = 7;

    private final WireWriter message = new WireWriter();

    private NodeWriter() {}

    /**
     * A node without attributes, named after its first output.
     *
     * @param domain empty for ONNX's own operators
     * @param inputs an empty name for one that is left out
     */
    public static NodeWriter of(String opType, String domain, List<String> inputs, List<String> outputs) {
        NodeWriter node = new NodeWriter();
        inputs.forEach(input -> node.message.text(1, input));
        outputs.forEach(output -> node.message.text(2, output));
        node.message.text(3, opType + "/" + outputs.getFirst()).text(4, opType);
        if (!domain.isEmpty()) {
            node.message.text(7, domain);
        }
        return node;
    }

    /** Adds a whole number. */
    public NodeWriter with(String attribute, long value) {
        return with(new WireWriter().text(1, attribute).number(3, value).number(20, INT));
    }

    /** Adds a real number. */
    public NodeWriter with(String attribute, float value) {
        return with(new WireWriter().text(1, attribute).real(2, value).number(20, FLOAT));
    }

    /** Adds a string. */
    public NodeWriter with(String attribute, String value) {
        return with(new WireWriter().text(1, attribute).text(4, value).number(20, STRING));
    }

    /** Adds a list of whole numbers. */
    public NodeWriter with(String attribute, List<Long> values) {
        WireWriter list = new WireWriter().text(1, attribute);
        values.forEach(value -> list.number(8, value));
        return with(list.number(20, INTS));
    }

    private NodeWriter with(WireWriter attribute) {
        message.message(5, attribute);
        return this;
    }

    WireWriter toWire() {
        return message;
    }
}

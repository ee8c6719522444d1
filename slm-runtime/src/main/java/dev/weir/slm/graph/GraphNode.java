package dev.weir.slm.graph;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One node of a graph ({@code NodeProto}).
 *
 * @param domain empty for the operators of ONNX itself
 * @param captured the tensors that the node's subgraphs may take from around it, besides {@code inputs}
 */
record GraphNode(
        String name,
        String opType,
        String domain,
        List<String> inputs,
        List<String> outputs,
        Map<String, Attribute> attributes,
        List<String> captured) {

    private static final int INPUT = 1;
    private static final int OUTPUT = 2;
    private static final int NAME = 3;
    private static final int OP_TYPE = 4;
    private static final int ATTRIBUTE = 5;
    private static final int DOMAIN = 7;

    /** The values an attribute may have; a field it lacks is zero or empty. */
    record Attribute(float real, long number, String text, int rank) {}

    GraphNode {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        attributes = Map.copyOf(attributes);
        captured = List.copyOf(captured);
    }

    static GraphNode parse(MemorySegment message) {
        List<String> inputs = new ArrayList<>();
        List<String> outputs = new ArrayList<>();
        List<String> captured = new ArrayList<>();
        Map<String, Attribute> attributes = new HashMap<>();
        String name = "";
        String opType = "";
        String domain = "";
        WireReader fields = new WireReader(message);
        while (fields.next()) {
            switch (fields.field()) {
                case INPUT -> inputs.add(fields.text());
                case OUTPUT -> outputs.add(fields.text());
                case NAME -> name = fields.text();
                case OP_TYPE -> opType = fields.text();
                case ATTRIBUTE -> attribute(fields.value(), attributes, captured);
                case DOMAIN -> domain = fields.text().equals("ai.onnx") ? "" : fields.text();
                default -> {}
            }
        }
        return new GraphNode(name, opType, domain, inputs, outputs, attributes, captured);
    }

    /** The same node's bytes with one input's name changed wherever it occurs. */
    static WireWriter withInputRenamed(MemorySegment message, String from, String to) {
        WireWriter renamed = new WireWriter();
        WireReader fields = new WireReader(message);
        while (fields.next()) {
            if (fields.field() == INPUT && fields.text().equals(from)) {
                renamed.text(INPUT, to);
            } else {
                renamed.copy(fields.whole());
            }
        }
        return renamed;
    }

    boolean is(String type) {
        return domain.isEmpty() && opType.equals(type);
    }

    long number(String attribute, long otherwise) {
        Attribute found = attributes.get(attribute);
        return found == null ? otherwise : found.number();
    }

    float real(String attribute, float otherwise) {
        Attribute found = attributes.get(attribute);
        return found == null ? otherwise : found.real();
    }

    private static void attribute(MemorySegment message, Map<String, Attribute> into, List<String> captured) {
        String name = "";
        float real = 0;
        long number = 0;
        String text = "";
        int rank = 0;
        WireReader fields = new WireReader(message);
        while (fields.next()) {
            switch (fields.field()) {
                case 1 -> name = fields.text();
                case 2 -> real = fields.real();
                case 3 -> number = fields.number();
                case 4 -> text = fields.text();
                case 5 -> rank = GraphTensor.parse(fields.value()).dims().size();
                case 6, 11 -> captured(fields.value(), captured);
                default -> {}
            }
        }
        into.put(name, new Attribute(real, number, text, rank));
    }

    private static void captured(MemorySegment subgraph, List<String> captured) {
        WireReader fields = new WireReader(subgraph);
        while (fields.next()) {
            if (fields.field() == OnnxGraph.NODE) {
                GraphNode inner = parse(fields.value());
                captured.addAll(inner.inputs());
                captured.addAll(inner.captured());
            } else if (fields.field() == OnnxGraph.OUTPUT) {
                // A subgraph may hand on a tensor from around it as its own output.
                captured.add(GraphValue.parse(fields.value()).name());
            }
        }
    }
}

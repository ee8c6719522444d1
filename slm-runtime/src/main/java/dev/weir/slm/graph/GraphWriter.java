package dev.weir.slm.graph;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A model file being written: nodes in the order in which they are computed, weights in data files beside it. */
public final class GraphWriter {

    /** IR version 10, as operators of opset 17 and ONNX Runtime 1.29 read it. */
    private static final int IR_VERSION = 10;

    private static final int OPSET = 17;
    private static final String MICROSOFT = "com.microsoft";

    private final WireWriter graph = new WireWriter();
    private final Set<String> initializers = new HashSet<>();

    /** Adds a node of ONNX's own operators; its result is named {@code output}. */
    public String add(String opType, String output, String... inputs) {
        return add(NodeWriter.of(opType, "", List.of(inputs), List.of(output)), output);
    }

    /** Adds a node that was given its attributes; says the name of its result again. */
    public String add(NodeWriter node, String output) {
        graph.message(OnnxGraph.NODE, node.toWire());
        return output;
    }

    /** Begins a node of ONNX Runtime's own operators. */
    public static NodeWriter microsoft(String opType, String output, String... inputs) {
        return NodeWriter.of(opType, MICROSOFT, List.of(inputs), List.of(output));
    }

    /** Adds an input of the model. */
    public void input(String name, ElementType type, String... dims) {
        graph.message(OnnxGraph.INPUT, new GraphValue(name, type.code(), true, List.of(dims)).toWire());
    }

    /** Adds an output of the model. */
    public void output(String name, ElementType type, String... dims) {
        graph.message(OnnxGraph.OUTPUT, new GraphValue(name, type.code(), true, List.of(dims)).toWire());
    }

    /** Adds weights that lie in a data file. */
    public String external(String name, DataFile.Stored stored, long... dims) {
        WireWriter tensor = tensor(name, stored.type(), dims);
        entry(tensor, "location", stored.file());
        entry(tensor, "offset", Long.toString(stored.offset()));
        entry(tensor, "length", Long.toString(stored.length()));
        return initializer(name, tensor.number(14, 1));
    }

    /** Adds a small list of numbers, or one number if {@code dims} are none; the same name is added once. */
    public String floats(String name, float[] values, long... dims) {
        ByteBuffer bytes = little(values.length * Float.BYTES);
        for (float value : values) {
            bytes.putFloat(value);
        }
        return inline(name, ElementType.FLOAT, bytes, dims);
    }

    /** Adds a small list of whole numbers; the same name is added once. */
    public String longs(String name, long... values) {
        ByteBuffer bytes = little(values.length * Long.BYTES);
        for (long value : values) {
            bytes.putLong(value);
        }
        return inline(name, ElementType.INT64, bytes, values.length);
    }

    /** Adds one number of eight bits; the same name is added once. */
    public String eightBits(String name, ElementType type, int value) {
        return inline(name, type, ByteBuffer.allocate(1).put((byte) value));
    }

    /** Writes the model file. */
    public void write(Path file, String graphName, String producer) throws IOException {
        graph.text(2, graphName);
        WireWriter model = new WireWriter()
                .number(1, IR_VERSION)
                .text(2, producer)
                .message(8, new WireWriter().text(1, "").number(2, OPSET))
                .message(8, new WireWriter().text(1, MICROSOFT).number(2, 1))
                .message(OnnxGraph.GRAPH_OF_MODEL, graph);
        Files.write(file, model.toBytes());
    }

    private String inline(String name, ElementType type, ByteBuffer bytes, long... dims) {
        return initializer(name, tensor(name, type, dims).bytes(9, MemorySegment.ofBuffer(bytes.flip())));
    }

    private String initializer(String name, WireWriter tensor) {
        if (initializers.add(name)) {
            graph.message(OnnxGraph.INITIALIZER, tensor);
        }
        return name;
    }

    private static WireWriter tensor(String name, ElementType type, long... dims) {
        WireWriter tensor = new WireWriter();
        for (long dim : dims) {
            tensor.number(1, dim);
        }
        return tensor.number(2, type.code()).text(8, name);
    }

    private static void entry(WireWriter tensor, String key, String value) {
        tensor.message(13, new WireWriter().text(1, key).text(2, value));
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}

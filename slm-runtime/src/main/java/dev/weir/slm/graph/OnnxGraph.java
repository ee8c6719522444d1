package dev.weir.slm.graph;

import dev.weir.slm.SlmException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The parts of a model file ({@code ModelProto}), its weights left where they are. */
record OnnxGraph(
        Map<String, Long> opsets,
        List<GraphNode> nodes,
        List<GraphTensor> initializers,
        List<GraphValue> inputs,
        List<GraphValue> outputs) {

    static final int GRAPH_OF_MODEL = 7;
    static final int NODE = 1;
    static final int INITIALIZER = 5;
    static final int INPUT = 11;
    static final int OUTPUT = 12;
    static final int VALUE_INFO = 13;
    private static final int OPSET_OF_MODEL = 8;

    OnnxGraph {
        opsets = Map.copyOf(opsets);
        nodes = List.copyOf(nodes);
        initializers = List.copyOf(initializers);
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    static OnnxGraph parse(MemorySegment model) {
        Map<String, Long> opsets = new LinkedHashMap<>();
        OnnxGraph graph = null;
        WireReader fields = new WireReader(model);
        while (fields.next()) {
            if (fields.field() == GRAPH_OF_MODEL) {
                graph = parseGraph(fields.value());
            } else if (fields.field() == OPSET_OF_MODEL) {
                opset(fields.value(), opsets);
            }
        }
        if (graph == null || graph.nodes.isEmpty()) {
            throw new MalformedGraph("has no graph");
        }
        return new OnnxGraph(opsets, graph.nodes, graph.initializers, graph.inputs, graph.outputs);
    }

    /**
     * Maps a model file into memory for the time of one use.
     *
     * @throws SlmException.UnusableModel if it cannot be read or is no ONNX model
     */
    static <T> T mapped(Path file, Function<MemorySegment, T> use) {
        try (Arena arena = Arena.ofConfined();
                FileChannel channel = FileChannel.open(file)) {
            return named(file.toString(), channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena), use);
        } catch (IOException e) {
            throw new SlmException.UnusableModel("cannot read " + file, e);
        }
    }

    static <T> T named(String name, MemorySegment model, Function<MemorySegment, T> use) {
        try {
            return use.apply(model);
        } catch (MalformedGraph e) {
            throw new SlmException.UnusableModel(name + " is not an ONNX model: it " + e.getMessage());
        }
    }

    private static OnnxGraph parseGraph(MemorySegment message) {
        List<GraphNode> nodes = new ArrayList<>();
        List<GraphTensor> initializers = new ArrayList<>();
        List<GraphValue> inputs = new ArrayList<>();
        List<GraphValue> outputs = new ArrayList<>();
        WireReader fields = new WireReader(message);
        while (fields.next()) {
            switch (fields.field()) {
                case NODE -> nodes.add(GraphNode.parse(fields.value()));
                case INITIALIZER -> initializers.add(GraphTensor.parse(fields.value()));
                case INPUT -> inputs.add(GraphValue.parse(fields.value()));
                case OUTPUT -> outputs.add(GraphValue.parse(fields.value()));
                default -> {}
            }
        }
        return new OnnxGraph(Map.of(), nodes, initializers, inputs, outputs);
    }

    private static void opset(MemorySegment message, Map<String, Long> into) {
        String domain = "";
        long version = 0;
        WireReader fields = new WireReader(message);
        while (fields.next()) {
            if (fields.field() == 1) {
                domain = fields.text();
            } else if (fields.field() == 2) {
                version = fields.number();
            }
        }
        into.put(domain, version);
    }
}

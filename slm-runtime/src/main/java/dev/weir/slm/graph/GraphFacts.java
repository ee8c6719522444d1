package dev.weir.slm.graph;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a model file is made of, read without loading its weights.
 *
 * @param opsets the version of each operator domain; ONNX's own has the empty name
 * @param operators how often each operator occurs; one of another domain is named {@code domain:Type}
 * @param attentions every different setting of a GroupQueryAttention node
 * @param weights every different setting of a MatMulNBits node
 * @param embeddedBytes what the weights inside the model file take
 * @param dataFiles the files beside the model that hold its external weights, as the model names them
 */
public record GraphFacts(
        Map<String, Long> opsets,
        Map<String, Integer> operators,
        List<GraphValue> inputs,
        List<GraphValue> outputs,
        Set<Attention> attentions,
        Set<PackedWeights> weights,
        long embeddedBytes,
        Set<String> dataFiles) {

    private static final String MICROSOFT = "com.microsoft";

    /**
     * The attributes of a GroupQueryAttention node.
     *
     * @param rotary the node itself turns queries and keys
     * @param window how many positions back it sees; -1 for all
     * @param softcap bound of the scores before the softmax; 0 for none
     * @param packed queries, keys and values come in one tensor
     * @param cacheBits bits of one number of a quantized cache; 0 for a cache of floating-point numbers
     */
    public record Attention(
            int heads, int kvHeads, boolean rotary, long window, float softcap, boolean packed, int cacheBits) {}

    /** The attributes of a MatMulNBits node. */
    public record PackedWeights(int bits, int block, int accuracyLevel) {}

    public GraphFacts {
        opsets = Map.copyOf(opsets);
        operators = Map.copyOf(operators);
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        attentions = Set.copyOf(attentions);
        weights = Set.copyOf(weights);
        dataFiles = Set.copyOf(dataFiles);
    }

    /**
     * Reads a file by mapping it; its data files need not be there.
     *
     * @throws dev.weir.slm.SlmException.UnusableModel if it cannot be read or is no ONNX model
     */
    public static GraphFacts read(Path file) {
        return OnnxGraph.mapped(file, model -> of(OnnxGraph.parse(model)));
    }

    /**
     * Reads a model that is in memory.
     *
     * @throws dev.weir.slm.SlmException.UnusableModel if it is no ONNX model
     */
    public static GraphFacts read(byte[] model) {
        return OnnxGraph.named("the model", MemorySegment.ofArray(model), bytes -> of(OnnxGraph.parse(bytes)));
    }

    /** Whether the attention is ONNX Runtime's GroupQueryAttention, which can share one buffer of past and present. */
    public boolean hasGroupQueryAttention() {
        return !attentions.isEmpty();
    }

    public boolean hasInput(String name) {
        return inputs.stream().anyMatch(input -> input.name().equals(name));
    }

    static GraphFacts of(OnnxGraph graph) {
        Map<String, Integer> operators = new TreeMap<>();
        Set<Attention> attentions = new LinkedHashSet<>();
        Set<PackedWeights> weights = new LinkedHashSet<>();
        for (GraphNode node : graph.nodes()) {
            operators.merge(
                    node.domain().isEmpty() ? node.opType() : node.domain() + ":" + node.opType(), 1, Integer::sum);
            if (node.domain().equals(MICROSOFT) && node.opType().equals("GroupQueryAttention")) {
                attentions.add(attention(node));
            } else if (node.domain().equals(MICROSOFT) && node.opType().equals("MatMulNBits")) {
                weights.add(new PackedWeights((int) node.number("bits", 4), (int) node.number("block_size", 0), (int)
                        node.number("accuracy_level", 0)));
            }
        }
        // Up to IR version 3 every initializer is also listed as an input.
        Set<String> initialized =
                graph.initializers().stream().map(GraphTensor::name).collect(Collectors.toCollection(HashSet::new));
        Set<String> files = new TreeSet<>();
        long embedded = 0;
        for (GraphTensor tensor : graph.initializers()) {
            if (tensor.file().isEmpty()) {
                embedded += tensor.bytes();
            } else {
                files.add(tensor.file());
            }
        }
        List<GraphValue> inputs = graph.inputs().stream()
                .filter(input -> !initialized.contains(input.name()))
                .toList();
        return new GraphFacts(graph.opsets(), operators, inputs, graph.outputs(), attentions, weights, embedded, files);
    }

    private static Attention attention(GraphNode node) {
        return new Attention(
                (int) node.number("num_heads", 0),
                (int) node.number("kv_num_heads", 0),
                node.number("do_rotary", 0) != 0,
                node.number("local_window_size", -1),
                node.real("softcap", 0),
                node.inputs().size() < 2 || node.inputs().get(1).isEmpty(),
                (int) node.number("kv_cache_bit_width", 0));
    }
}

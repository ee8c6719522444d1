package dev.weir.slm.graph;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Changes a published decoder so that it computes the logits of chosen rows only, which saves a quarter of a prefill.
 *
 * <p>The changed graph has one more input, {@value #ROWS}, int64 [n]: positions in the {@code input_ids} of the run,
 * the same ones for every sequence of the batch. {@code logits} becomes [batch, n, vocabulary], in the order of
 * {@value #ROWS}. Everything else is as it was. Give at least one row: not every kernel takes none.
 *
 * <p>The rows are bit for bit those of the unchanged graph, but for two things. A kernel may sum one row in another
 * order than many. And where the activations of the head are quantized with one scale for all rows
 * (DynamicQuantizeLinear), the scale is that of the chosen rows alone: the result is closer to that of the weights'
 * own precision, and no longer depends on rows that were not asked for.
 *
 * <p>External weights stay where they are. A session of the changed bytes finds them by the session option {@value
 * #WEIGHTS_FOLDER}, whose value is the absolute path of the model's folder.
 */
public final class PickedLogits {

    /** The name of the new input. */
    public static final String ROWS = "logit_rows";

    /** The session option that says where the external weights of a model in memory are. */
    public static final String WEIGHTS_FOLDER = "session.model_external_initializers_file_folder_path";

    private static final String LOGITS = "logits";
    private static final String PICKED = "weir.picked_hidden";
    private static final int INT64 = 7;
    private static final int SEQUENCE = 1;
    private static final int LOGITS_RANK = 3;
    /** An array of Java, and a protobuf message, end at 2 GiB. */
    private static final long MOST_BYTES = 1_900_000_000L;

    private PickedLogits() {}

    /**
     * The changed model, or empty if this graph must be run as it is: it chooses rows already, its head is of a form
     * that is not known, or it holds more than 1.9 GB of weights.
     *
     * @throws dev.weir.slm.SlmException.UnusableModel if the file cannot be read or is no ONNX model
     */
    public static Optional<byte[]> rewrite(Path file) {
        return OnnxGraph.mapped(file, PickedLogits::rewrite);
    }

    /**
     * The changed model, as of a file.
     *
     * @throws dev.weir.slm.SlmException.UnusableModel if it is no ONNX model
     */
    public static Optional<byte[]> rewrite(byte[] model) {
        return OnnxGraph.named("the model", MemorySegment.ofArray(model), PickedLogits::rewrite);
    }

    private static Optional<byte[]> rewrite(MemorySegment model) {
        if (model.byteSize() > MOST_BYTES) {
            return Optional.empty();
        }
        OnnxGraph graph = OnnxGraph.parse(model);
        if (!givesLogitsOfEveryInput(graph)) {
            return Optional.empty();
        }
        return new HeadSearch(graph).find(LOGITS).map(head -> withGather(model, head));
    }

    /** Only then is a position in the input a row of the hidden state. */
    private static boolean givesLogitsOfEveryInput(OnnxGraph graph) {
        Optional<GraphValue> ids = value(graph.inputs(), "input_ids");
        Optional<GraphValue> logits = value(graph.outputs(), LOGITS);
        return ids.isPresent()
                && logits.isPresent()
                && logits.get().dims().size() == LOGITS_RANK
                && logits.get().symbol(SEQUENCE).isPresent()
                && logits.get().symbol(SEQUENCE).equals(ids.get().symbol(SEQUENCE))
                && value(graph.inputs(), ROWS).isEmpty()
                && value(graph.inputs(), "num_logits_to_keep").isEmpty();
    }

    private static Optional<GraphValue> value(List<GraphValue> values, String name) {
        return values.stream().filter(value -> value.name().equals(name)).findFirst();
    }

    private static byte[] withGather(MemorySegment model, HeadSearch.Head head) {
        WireWriter changed = new WireWriter();
        WireReader fields = new WireReader(model);
        while (fields.next()) {
            if (fields.field() == OnnxGraph.GRAPH_OF_MODEL) {
                changed.message(OnnxGraph.GRAPH_OF_MODEL, graphWithGather(fields.value(), head));
            } else {
                changed.copy(fields.whole());
            }
        }
        return changed.toBytes();
    }

    private static WireWriter graphWithGather(MemorySegment graph, HeadSearch.Head head) {
        // Sizes that were written down for the tensors of the head no longer hold.
        Set<String> stale = new HashSet<>();
        head.nodes().forEach(node -> stale.addAll(node.outputs()));
        WireWriter changed = new WireWriter();
        WireReader fields = new WireReader(graph);
        boolean gathered = false;
        while (fields.next()) {
            switch (fields.field()) {
                case OnnxGraph.NODE -> {
                    boolean inHead = head.nodes().contains(GraphNode.parse(fields.value()));
                    if (inHead && !gathered) {
                        changed.message(OnnxGraph.NODE, gather(head.hidden()));
                        gathered = true;
                    }
                    WireWriter node = inHead
                            ? GraphNode.withInputRenamed(fields.value(), head.hidden(), PICKED)
                            : new WireWriter().copy(fields.value());
                    changed.message(OnnxGraph.NODE, node);
                }
                case OnnxGraph.VALUE_INFO -> {
                    if (!stale.contains(GraphValue.parse(fields.value()).name())) {
                        changed.copy(fields.whole());
                    }
                }
                case OnnxGraph.OUTPUT -> changed.message(OnnxGraph.OUTPUT, output(fields.value()));
                default -> changed.copy(fields.whole());
            }
        }
        return changed.message(OnnxGraph.INPUT, new GraphValue(ROWS, INT64, true, List.of("logit_row_count")).toWire());
    }

    private static WireWriter output(MemorySegment message) {
        GraphValue value = GraphValue.parse(message);
        if (!value.name().equals(LOGITS)) {
            return new WireWriter().copy(message);
        }
        List<String> dims =
                List.of(value.dims().getFirst(), "logit_row_count", value.dims().getLast());
        return new GraphValue(LOGITS, value.type(), true, dims).toWire();
    }

    private static WireWriter gather(String hidden) {
        return NodeWriter.of("Gather", "", List.of(hidden, ROWS), List.of(PICKED))
                .with("axis", 1L)
                .toWire();
    }
}

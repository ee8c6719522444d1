package dev.weir.slm.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.weir.slm.SlmException;
import dev.weir.slm.graph.GraphFacts;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a decoder's graph takes and gives, read from the graph itself.
 *
 * @param inputs the names of its inputs
 * @param kv its key and value tensors
 * @param sharesBuffer it writes keys and values into the buffer that it reads them from
 * @param picking how it is told which positions' logits are wanted
 * @param vocabulary how many logits a position has
 */
record DecoderShape(
        Set<String> inputs,
        KvLayout kv,
        boolean sharesBuffer,
        LogitPicking picking,
        int vocabulary,
        OnnxJavaType logitsType) {

    static final String IDS = "input_ids";
    static final String MASK = "attention_mask";
    static final String POSITIONS = "position_ids";
    static final String LENGTHS = "seqlens_k";
    static final String TOTAL = "total_sequence_length";
    static final String LOGITS_TO_KEEP = "num_logits_to_keep";
    static final String LOGIT_ROWS = "logit_rows";
    static final String LOGITS = "logits";

    private static final Set<String> KNOWN = Set.of(IDS, MASK, POSITIONS, LENGTHS, TOTAL, LOGITS_TO_KEEP, LOGIT_ROWS);
    private static final Pattern PAST = Pattern.compile("past_key_values\\.(\\d+)\\.(key|value)");

    /** How a graph is told which positions' logits are wanted. */
    enum LogitPicking {
        /** It always gives all. */
        NONE,
        /** It always gives the last one alone. */
        ALWAYS_LAST,
        /** By how many of the last ones. */
        LAST,
        /** By their indexes in each row. */
        IN_ROW,
        /** By their indexes in all rows behind one another. */
        IN_BATCH
    }

    DecoderShape {
        inputs = Set.copyOf(inputs);
    }

    /**
     * Reads the shape of an opened graph.
     *
     * @param headSize for a graph that does not say it itself; 0 if nothing says it
     * @throws SlmException.UnusableModel if it is no decoder that can be run; the message says what is missing in it
     */
    static DecoderShape read(OrtSession session, GraphFacts facts, int headSize, String file) throws OrtException {
        Set<String> inputs = session.getInputNames();
        List<KvLayout.Slot> slots = session.getInputInfo().values().stream()
                .filter(input -> PAST.matcher(input.getName()).matches())
                .map(input -> slot(input, session, headSize, file))
                .sorted(Comparator.comparing(KvLayout.Slot::past))
                .toList();
        inputs.stream()
                .filter(name -> !PAST.matcher(name).matches() && !KNOWN.contains(name))
                .findFirst()
                .ifPresent(unknown -> require(false, file, "wants the unknown input " + unknown));
        require(inputs.contains(IDS), file, "has no input " + IDS);
        require(!slots.isEmpty(), file, "has no input past_key_values.0.key");
        require(session.getOutputNames().contains(LOGITS), file, "has no output " + LOGITS);
        TensorInfo logits = tensor(session.getOutputInfo().get(LOGITS), file);
        int rank = logits.getShape().length;
        int vocabulary = (int) logits.getShape()[rank - 1];
        require(vocabulary > 0, file, "does not say how many logits it has");
        return new DecoderShape(
                inputs,
                new KvLayout(slots),
                facts.hasGroupQueryAttention(),
                picking(inputs, logits),
                vocabulary,
                logits.type);
    }

    /** The layers that have a cache. */
    int layers() {
        return kv.slots().size() / 2;
    }

    /** Rows of different length can only pass together if each can be told its own positions. */
    boolean takesUnequalRows() {
        return sharesBuffer || inputs.contains(POSITIONS);
    }

    private static LogitPicking picking(Set<String> inputs, TensorInfo logits) {
        long[] shape = logits.getShape();
        if (inputs.contains(LOGIT_ROWS)) {
            return shape.length == 2 ? LogitPicking.IN_BATCH : LogitPicking.IN_ROW;
        }
        if (shape.length == 3 && shape[1] == 1) {
            return LogitPicking.ALWAYS_LAST;
        }
        return inputs.contains(LOGITS_TO_KEEP) ? LogitPicking.LAST : LogitPicking.NONE;
    }

    private static KvLayout.Slot slot(NodeInfo input, OrtSession session, int usualHeadSize, String file) {
        Matcher past = PAST.matcher(input.getName());
        require(past.matches(), file, "has no input past_key_values.0.key");
        String present = "present." + past.group(1) + "." + past.group(2);
        require(session.getOutputNames().contains(present), file, "has no output " + present);
        TensorInfo info = tensor(input, file);
        long[] shape = info.getShape();
        long headSize = shape.length == 4 && shape[3] <= 0 ? usualHeadSize : shape[shape.length - 1];
        require(
                shape.length == 4 && shape[1] > 0 && headSize > 0,
                file,
                "does not say the heads and the head size of its input " + input.getName());
        require(
                info.type == OnnxJavaType.FLOAT || info.type == OnnxJavaType.FLOAT16,
                file,
                "wants its input " + input.getName() + " as " + info.type);
        return new KvLayout.Slot(input.getName(), present, (int) shape[1], (int) headSize, info.type);
    }

    private static TensorInfo tensor(@Nullable NodeInfo node, String file) {
        if (node != null && node.getInfo() instanceof TensorInfo info) {
            return info;
        }
        throw new SlmException.UnusableModel(file + " has an input or output that is no tensor: " + node);
    }

    private static void require(boolean satisfied, String file, String otherwise) {
        if (!satisfied) {
            throw new SlmException.UnusableModel(file + " " + otherwise);
        }
    }
}

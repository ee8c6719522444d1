package dev.weir.slm.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.weir.slm.SlmException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a decoder's graph takes and gives, read from the graph itself.
 *
 * @param cacheInputs the shape of each key and value input before the first token
 * @param presentOf the output that becomes each of those inputs in the next step
 */
record DecoderShape(
        Map<String, Cached> cacheInputs,
        Map<String, String> presentOf,
        boolean takesPositions,
        boolean takesLogitsToKeep,
        int layers,
        int kvHeads,
        int headSize,
        int vocabulary,
        OnnxJavaType cacheType,
        OnnxJavaType logitsType) {

    static final String IDS = "input_ids";
    static final String MASK = "attention_mask";
    static final String POSITIONS = "position_ids";
    static final String LOGITS_TO_KEEP = "num_logits_to_keep";
    static final String LOGITS = "logits";

    private static final Set<String> KNOWN = Set.of(IDS, MASK, POSITIONS, LOGITS_TO_KEEP);
    private static final Pattern PAST = Pattern.compile("past_key_values\\.(\\d+)\\.(key|value)");

    /** One key or value of one layer. */
    record Cached(int heads, int headSize, OnnxJavaType type) {}

    DecoderShape {
        cacheInputs = Map.copyOf(cacheInputs);
        presentOf = Map.copyOf(presentOf);
    }

    static DecoderShape read(OrtSession session, String file) throws OrtException {
        Map<String, Cached> cached = new TreeMap<>();
        Map<String, String> presentOf = new LinkedHashMap<>();
        for (NodeInfo input : session.getInputInfo().values()) {
            Matcher past = PAST.matcher(input.getName());
            if (past.matches()) {
                String present = "present." + past.group(1) + "." + past.group(2);
                require(session.getOutputNames().contains(present), file, "has no output " + present);
                presentOf.put(input.getName(), present);
                cached.put(input.getName(), cached(input, file));
            } else {
                require(KNOWN.contains(input.getName()), file, "wants the unknown input " + input.getName());
            }
        }
        require(session.getInputNames().contains(IDS), file, "has no input " + IDS);
        require(!cached.isEmpty(), file, "has no input past_key_values.0.key");
        require(session.getOutputNames().contains(LOGITS), file, "has no output " + LOGITS);
        TensorInfo logits = tensor(session.getOutputInfo().get(LOGITS), file);
        Cached any = cached.values().iterator().next();
        return new DecoderShape(
                cached,
                presentOf,
                session.getInputNames().contains(POSITIONS),
                session.getInputNames().contains(LOGITS_TO_KEEP),
                cached.size() / 2,
                any.heads(),
                any.headSize(),
                (int) logits.getShape()[logits.getShape().length - 1],
                any.type(),
                logits.type);
    }

    private static Cached cached(NodeInfo input, String file) {
        TensorInfo info = tensor(input, file);
        long[] shape = info.getShape();
        require(
                shape.length == 4 && shape[1] > 0 && shape[3] > 0,
                file,
                "does not say the heads and the head size of its input " + input.getName());
        require(
                info.type == OnnxJavaType.FLOAT || info.type == OnnxJavaType.FLOAT16,
                file,
                "wants its input " + input.getName() + " as " + info.type);
        return new Cached((int) shape[1], (int) shape[3], info.type);
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

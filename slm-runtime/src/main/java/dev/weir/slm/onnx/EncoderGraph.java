package dev.weir.slm.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.weir.slm.ModelFolder;
import dev.weir.slm.SlmException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An encoder's graph: token ids in, named rows of numbers out. Runs on the calling thread alone; any number of threads
 * may run it at once.
 */
public final class EncoderGraph implements AutoCloseable {

    private static final Set<String> KNOWN_INPUTS = Set.of("input_ids", "attention_mask", "token_type_ids");

    private final Lifetime lifetime = new Lifetime("the model");
    private final OrtSession session;

    private EncoderGraph(OrtSession session) {
        this.session = session;
    }

    /**
     * Opens a graph that takes token ids.
     *
     * @throws SlmException.UnusableModel if the file cannot be run, or wants an input that is not text
     */
    public static EncoderGraph open(ModelFolder folder, String file) {
        OrtSession session = OnnxRuntime.open(folder, file, 1);
        for (String input : session.getInputNames()) {
            if (!KNOWN_INPUTS.contains(input)) {
                throw new SlmException.UnusableModel(folder.nameOf(file) + " wants the unknown input " + input);
            }
        }
        if (!session.getInputNames().contains("input_ids")) {
            throw new SlmException.UnusableModel(folder.nameOf(file) + " has no input input_ids");
        }
        return new EncoderGraph(session);
    }

    public Set<String> outputs() {
        return session.getOutputNames();
    }

    /** The length of the output's last dimension; empty if the graph leaves it open. */
    public Optional<Integer> width(String output) {
        try {
            NodeInfo node = session.getOutputInfo().get(output);
            if (node == null || !(node.getInfo() instanceof TensorInfo info) || info.getShape().length == 0) {
                return Optional.empty();
            }
            long last = info.getShape()[info.getShape().length - 1];
            return last > 0 ? Optional.of((int) last) : Optional.empty();
        } catch (OrtException e) {
            throw new SlmException.Broken("ONNX Runtime cannot describe the output " + output, e);
        }
    }

    /**
     * Computes some outputs for one text.
     *
     * @throws IllegalStateException after {@link #close()}
     */
    public Map<String, float[]> run(long[] ids, Set<String> wanted) {
        return lifetime.during(() -> runOpen(ids, wanted));
    }

    private Map<String, float[]> runOpen(long[] ids, Set<String> wanted) {
        Map<String, OnnxTensor> inputs = new HashMap<>();
        try {
            for (String input : session.getInputNames()) {
                inputs.put(input, tensor(input, ids));
            }
            try (OrtSession.Result result = session.run(inputs, wanted)) {
                Map<String, float[]> outputs = new HashMap<>();
                result.forEach(output -> outputs.put(output.getKey(), floats((OnnxTensor) output.getValue())));
                return outputs;
            }
        } catch (OrtException e) {
            throw new SlmException.Broken("ONNX Runtime failed", e);
        } finally {
            inputs.values().forEach(OnnxTensor::close);
        }
    }

    /** Waits for running calls. */
    @Override
    public void close() {
        lifetime.end(() -> {
            try {
                session.close();
            } catch (OrtException e) {
                throw new SlmException.Broken("ONNX Runtime cannot close the model", e);
            }
        });
    }

    private static OnnxTensor tensor(String input, long[] ids) throws OrtException {
        long[] values =
                switch (input) {
                    case "input_ids" -> ids;
                    case "attention_mask" -> filled(ids.length, 1);
                    default -> new long[ids.length];
                };
        return OnnxTensor.createTensor(OnnxRuntime.environment(), LongBuffer.wrap(values), new long[] {1, ids.length});
    }

    private static long[] filled(int length, long value) {
        long[] values = new long[length];
        Arrays.fill(values, value);
        return values;
    }

    private static float[] floats(OnnxTensor tensor) {
        FloatBuffer buffer = tensor.getFloatBuffer();
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        return values;
    }
}

package dev.weir.slm.convert;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.weir.slm.onnx.OnnxRuntime;
import java.lang.invoke.MethodHandles;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** One converted graph, run for a single sequence. One thread at a time. */
final class GraphSession implements AutoCloseable {

    private final OrtEnvironment environment = environment();
    private final OrtSession session;

    private GraphSession(Path file) throws OrtException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            session = environment.createSession(file.toString(), options);
        }
    }

    static GraphSession open(Path file) throws OrtException {
        return new GraphSession(file);
    }

    /** The environment of the whole process, made in the one place that knows its settings. */
    static OrtEnvironment environment() {
        try {
            MethodHandles.lookup().ensureInitialized(OnnxRuntime.class);
            return OrtEnvironment.getEnvironment();
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("a public class can be initialized", e);
        }
    }

    /** Reads tokens after {@code past} others; gives the logits after those of them at the places {@code rows}. */
    float[][] run(KeyValueBuffers cache, long[] tokens, int past, long... rows) throws OrtException {
        int total = past + tokens.length;
        Map<String, OnnxTensor> inputs = new HashMap<>(cache.pasts);
        try (OnnxTensor ids =
                        OnnxTensor.createTensor(environment, LongBuffer.wrap(tokens), new long[] {1, tokens.length});
                OnnxTensor last =
                        OnnxTensor.createTensor(environment, IntBuffer.wrap(new int[] {total - 1}), new long[] {1});
                OnnxTensor length =
                        OnnxTensor.createTensor(environment, IntBuffer.wrap(new int[] {total}), new long[] {});
                OnnxTensor picked =
                        OnnxTensor.createTensor(environment, LongBuffer.wrap(rows), new long[] {rows.length})) {
            inputs.put("input_ids", ids);
            inputs.put("seqlens_k", last);
            inputs.put("total_sequence_length", length);
            inputs.put("logit_rows", picked);
            try (OrtSession.Result result = session.run(inputs, Set.of("logits"), cache.presents)) {
                return rows((OnnxTensor) result.get("logits").orElseThrow());
            }
        }
    }

    private static float[][] rows(OnnxTensor logits) {
        long[] shape = logits.getInfo().getShape();
        FloatBuffer values = logits.getFloatBuffer();
        float[][] rows = new float[(int) shape[0]][(int) shape[1]];
        for (float[] row : rows) {
            values.get(row);
        }
        return rows;
    }

    @Override
    public void close() throws OrtException {
        session.close();
    }
}

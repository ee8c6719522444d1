package dev.weir.slm.graph;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.weir.slm.onnx.OnnxRuntime;
import java.lang.invoke.MethodHandles;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Runs a decoder's graph once, from nothing, on a batch of prompts of one length; the logits are [batch][row][token]. */
final class GraphRun {

    private GraphRun() {}

    static float[][][] logits(byte[] model, Path folder, long[][] ids, long... rows)
            throws OrtException, IllegalAccessException {
        // The process has one environment; the runtime knows how it is made.
        MethodHandles.lookup().ensureInitialized(OnnxRuntime.class);
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.addConfigEntry(
                    PickedLogits.WEIGHTS_FOLDER, folder.toAbsolutePath().toString());
            try (OrtSession session = environment.createSession(model, options)) {
                Map<String, OnnxTensor> inputs = new HashMap<>();
                for (NodeInfo input : session.getInputInfo().values()) {
                    inputs.put(input.getName(), input(environment, input, ids, rows));
                }
                try (OrtSession.Result result = session.run(inputs, Set.of("logits"))) {
                    OnnxTensor logits = (OnnxTensor) result.get("logits").orElseThrow();
                    return cut(logits.getFloatBuffer(), logits.getInfo().getShape());
                }
            }
        }
    }

    private static OnnxTensor input(OrtEnvironment environment, NodeInfo input, long[][] ids, long[] rows)
            throws OrtException {
        TensorInfo info = (TensorInfo) input.getInfo();
        if (input.getName().equals(PickedLogits.ROWS)) {
            return OnnxTensor.createTensor(environment, LongBuffer.wrap(rows), new long[] {rows.length});
        }
        if (input.getName().equals("input_ids") && info.type == OnnxJavaType.INT64) {
            return OnnxTensor.createTensor(environment, ids);
        }
        long[] shape = info.getShape().clone();
        boolean perToken = shape.length == 2;
        boolean batchSeen = false;
        for (int i = 0; i < shape.length; i++) {
            if (shape[i] < 0) {
                shape[i] = !batchSeen ? ids.length : perToken ? ids[0].length : 0;
                batchSeen = true;
            }
        }
        int size = (int) java.util.Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        ByteBuffer bytes = ByteBuffer.allocateDirect(Math.max(8, size * 8)).order(ByteOrder.nativeOrder());
        for (int i = 0; i < size && perToken; i++) {
            long value = valueOf(input.getName(), ids, i);
            switch (info.type) {
                case INT64 -> bytes.putLong(i * 8, value);
                case INT32 -> bytes.putInt(i * 4, (int) value);
                default -> bytes.putFloat(i * 4, (float) value);
            }
        }
        return OnnxTensor.createTensor(environment, bytes.limit(size * info.type.size), shape, info.type);
    }

    private static long valueOf(String input, long[][] ids, int at) {
        return switch (input) {
            case "input_ids" -> ids[at / ids[0].length][at % ids[0].length];
            case "position_ids" -> at % ids[0].length;
            default -> 1;
        };
    }

    private static float[][][] cut(FloatBuffer logits, long[] shape) {
        float[][][] cut = new float[(int) shape[0]][(int) shape[1]][(int) shape[2]];
        for (float[][] sequence : cut) {
            for (float[] row : sequence) {
                logits.get(row);
            }
        }
        return cut;
    }
}

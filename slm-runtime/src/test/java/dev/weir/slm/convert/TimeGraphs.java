package dev.weir.slm.convert;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.weir.slm.ModelFolder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Times a converted folder: tokens a second of prompts of 128 and of decoding after them, every buffer pinned. Not a
 * test; run it by its main with the folder, and a number of rounds.
 */
final class TimeGraphs {

    private static final int PROMPT = 128;
    private static final int STEPS = 48;
    private static final int ROOM = 1024;

    private TimeGraphs() {}

    public static void main(String[] arguments) throws OrtException {
        Path folder = Path.of(arguments[0]);
        ModelFolder model = ModelFolder.at(folder);
        Manifest manifest = Manifest.find(model).orElseThrow();
        DecoderPlan plan = ModelConfig.read(model);
        var threads = new OrtEnvironment.ThreadingOptions();
        threads.setGlobalIntraOpNumThreads(2);
        threads.setGlobalInterOpNumThreads(1);
        threads.setGlobalSpinControl(true);
        OrtEnvironment environment =
                OrtEnvironment.getEnvironment(ai.onnxruntime.OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "weir", threads);
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions();
                KeyValueBuffers cache = new KeyValueBuffers(environment, plan, ROOM)) {
            options.disablePerSessionThreads();
            try (OrtSession prefill = environment.createSession(
                            folder.resolve(manifest.prefill()).toString(), options);
                    OrtSession decode = environment.createSession(
                            folder.resolve(manifest.decode()).toString(), options)) {
                Run prompt = new Run(environment, cache, plan, PROMPT);
                Run step = new Run(environment, cache, plan, 1);
                for (int round = 0; round < Integer.parseInt(arguments[1]); round++) {
                    time(prompt, prefill, step, decode);
                }
            }
        }
    }

    private static void time(Run prompt, OrtSession prefill, Run step, OrtSession decode) throws OrtException {
        double[] prompts = new double[3];
        for (int i = 0; i < prompts.length; i++) {
            prompts[i] = prompt.millis(prefill, 0);
        }
        double[] steps = new double[STEPS];
        for (int i = 0; i < STEPS; i++) {
            steps[i] = step.millis(decode, PROMPT + i);
        }
        double first = steps[0];
        double read = median(prompts);
        double said = median(steps);
        System.out.printf(
                Locale.ROOT,
                "prefill %.0f tok/s (%.1f ms), decode %.1f tok/s (%.2f ms, first %.2f, best %.2f ms)%n",
                1000 * PROMPT / read,
                read,
                1000 / said,
                said,
                first,
                steps[0]);
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    /** Runs of one number of tokens, with all tensors made once. */
    private static final class Run {

        private final ByteBuffer last = direct(Integer.BYTES);
        private final ByteBuffer length = direct(Integer.BYTES);
        private final Map<String, OnnxTensor> inputs;
        private final Map<String, OnnxTensor> outputs;
        private final int tokens;

        Run(OrtEnvironment environment, KeyValueBuffers cache, DecoderPlan plan, int tokens) throws OrtException {
            this.tokens = tokens;
            inputs = new HashMap<>(cache.pasts);
            outputs = new HashMap<>(cache.presents);
            ByteBuffer ids = direct(tokens * Long.BYTES);
            SplittableRandom random = new SplittableRandom(9);
            ids.asLongBuffer().put(random.longs(tokens, 0, plan.vocabulary()).toArray());
            ByteBuffer rows = direct(Long.BYTES);
            rows.putLong(0, tokens - 1);
            inputs.put("input_ids", OnnxTensor.createTensor(environment, ids.asLongBuffer(), new long[] {1, tokens}));
            inputs.put("seqlens_k", OnnxTensor.createTensor(environment, last.asIntBuffer(), new long[] {1}));
            inputs.put(
                    "total_sequence_length", OnnxTensor.createTensor(environment, length.asIntBuffer(), new long[] {}));
            inputs.put("logit_rows", OnnxTensor.createTensor(environment, rows.asLongBuffer(), new long[] {1}));
            outputs.put(
                    "logits",
                    OnnxTensor.createTensor(
                            environment,
                            direct(plan.vocabulary() * Float.BYTES).asFloatBuffer(),
                            new long[] {1, plan.vocabulary()}));
        }

        double millis(OrtSession session, int past) throws OrtException {
            last.putInt(0, past + tokens - 1);
            length.putInt(0, past + tokens);
            long start = System.nanoTime();
            session.run(inputs, java.util.Set.of(), outputs).close();
            return (System.nanoTime() - start) / 1e6;
        }

        private static ByteBuffer direct(int bytes) {
            return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
        }
    }
}

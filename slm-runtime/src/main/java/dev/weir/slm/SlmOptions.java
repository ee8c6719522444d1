package dev.weir.slm;

import org.jspecify.annotations.Nullable;

/**
 * How a generative model is loaded and run.
 *
 * @param folder a Hugging Face folder with {@code config.json}, {@code tokenizer.json} and {@code onnx/model*.onnx}, one
 *     of onnxruntime-genai with {@code genai_config.json}, or a converted one with {@code weir.json}
 * @param variant which graph: {@code q4} is {@code onnx/model_q4.onnx}, {@code fp32} is {@code onnx/model.onnx}; null
 *     means the most quantized one that runs
 * @param threads how many compute; at least 1
 * @param queueCapacity how many requests may wait for those that run; at least 1
 * @param maxContextTokens the most tokens of a prompt and its answer together; 0 means as many as the model was made for
 * @param limits how much may run at once. A context that {@code cacheBytes} does not hold once is cut to what it holds
 */
public record SlmOptions(
        ModelFolder folder,
        @Nullable String variant,
        int threads,
        int queueCapacity,
        int maxContextTokens,
        SlmLimits limits) {

    private static final int WAITING = 64;

    public SlmOptions {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, not " + threads);
        }
        if (queueCapacity < 1) {
            throw new IllegalArgumentException("queueCapacity must be at least 1, not " + queueCapacity);
        }
        if (maxContextTokens < 0) {
            throw new IllegalArgumentException("maxContextTokens must be 0 or more, not " + maxContextTokens);
        }
    }

    /** A model with the defaults: the most quantized variant, a thread for each processor, the model's own context. */
    public static SlmOptions of(ModelFolder folder) {
        return new SlmOptions(folder, null, Runtime.getRuntime().availableProcessors(), WAITING, 0, SlmLimits.USUAL);
    }

    public SlmOptions withVariant(@Nullable String chosen) {
        return new SlmOptions(folder, chosen, threads, queueCapacity, maxContextTokens, limits);
    }

    public SlmOptions withThreads(int count) {
        return new SlmOptions(folder, variant, count, queueCapacity, maxContextTokens, limits);
    }

    public SlmOptions withQueueCapacity(int capacity) {
        return new SlmOptions(folder, variant, threads, capacity, maxContextTokens, limits);
    }

    public SlmOptions withMaxContextTokens(int tokens) {
        return new SlmOptions(folder, variant, threads, queueCapacity, tokens, limits);
    }

    public SlmOptions withLimits(SlmLimits chosen) {
        return new SlmOptions(folder, variant, threads, queueCapacity, maxContextTokens, chosen);
    }
}

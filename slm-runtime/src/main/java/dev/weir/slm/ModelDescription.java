package dev.weir.slm;

import org.jspecify.annotations.Nullable;

/**
 * What a loaded generative model is, as its own files say.
 *
 * @param name the folder's name
 * @param file the graph that runs, such as {@code onnx/model_q4.onnx}
 * @param precision the graph's variant: {@code fp32}, {@code fp16}, {@code q4} and so on
 * @param layers how many layers keep keys and values
 * @param kvHeads how many heads of keys and values a layer keeps
 * @param headSize the numbers in one key or value
 * @param vocabulary how many tokens the model chooses from
 * @param contextTokens the most tokens of a prompt and its answer together
 * @param modelDigest SHA-256 of the graph's file and its external data, in lower-case hexadecimal
 * @param tokenizerDigest SHA-256 of {@code tokenizer.json}
 * @param templateDigest SHA-256 of the chat template; null if the model has none
 */
public record ModelDescription(
        String name,
        String file,
        String precision,
        int layers,
        int kvHeads,
        int headSize,
        int vocabulary,
        int contextTokens,
        String modelDigest,
        String tokenizerDigest,
        @Nullable String templateDigest) {

    /** Whether it can answer conversations, and not only go on with a text. */
    public boolean hasChatTemplate() {
        return templateDigest != null;
    }
}

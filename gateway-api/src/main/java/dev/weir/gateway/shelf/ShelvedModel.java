package dev.weir.gateway.shelf;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * One model folder of this machine, as its files describe it.
 *
 * @param name {@code org/model}, or the folder as it was given
 * @param revision a name or the beginning of a commit; empty for a folder that is not the hub's
 * @param bytes of all its files, each counted once
 * @param contextTokens the most tokens the model was made for; empty if no file says so
 */
public record ShelvedModel(
        String name,
        String revision,
        Path folder,
        Layout layout,
        List<Variant> variants,
        long bytes,
        OptionalInt contextTokens) {

    public ShelvedModel {
        variants = List.copyOf(variants);
    }

    /** Whose layout a folder has. */
    public enum Layout {
        HUGGINGFACE("huggingface"),
        GENAI("onnxruntime-genai"),
        WEIR("weir"),
        SAFETENSORS("safetensors"),
        UNKNOWN("unknown");

        private final String word;

        Layout(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    /**
     * One graph.
     *
     * @param precision of its weights, such as {@code int4}
     * @param weightBytes of the graph and its data files
     * @param kvBytesPerToken what keys and values of one token take; empty for a graph without a cache, or an unusual one
     */
    public record Variant(String name, Path graph, String precision, long weightBytes, OptionalLong kvBytesPerToken) {}

    /**
     * The memory that a graph needs at least: its weights once, and keys and values of one whole context. Activations
     * and the runtime's own copies come on top. Empty if the context or the cache is not known.
     */
    public OptionalLong memoryBytes(Variant variant) {
        return contextTokens.isPresent() && variant.kvBytesPerToken().isPresent()
                ? OptionalLong.of(
                        variant.weightBytes() + variant.kvBytesPerToken().getAsLong() * contextTokens.getAsInt())
                : OptionalLong.empty();
    }
}

package dev.weir.gateway.hub;

import org.jspecify.annotations.Nullable;

/**
 * Which of a model's files somebody wants.
 *
 * @param path the folder inside the model; empty for the model itself
 * @param variant null takes the best that is there
 * @param safetensors the weights as they were trained, in place of a graph
 * @param all everything
 */
public record Wanted(String path, @Nullable String variant, boolean safetensors, boolean all) {

    /** The graph that Weir likes best. */
    public static final Wanted BEST = new Wanted("", null, false, false);
}

package dev.weir.gateway.config;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A local model.
 *
 * @param folder a folder on disk, {@code hub:} and what was pulled, or {@code classpath:} and a place inside the jar
 * @param variant which of the folder's graphs, such as {@code q4}; null takes the most quantized that runs
 * @param threads that compute one step of a generative model; 0 takes one per core
 * @param queue how many requests may wait; more escalate as {@code saturated}
 */
public record LocalModelConfig(
        String folder,
        @Nullable String variant,
        @DefaultValue("0") int threads,
        @DefaultValue("256") int queue) {

    private static final int MOST_THREADS = 256;

    public LocalModelConfig {
        if (folder == null || folder.isBlank()) {
            throw new IllegalArgumentException("a local model needs a folder");
        }
        if (threads < 0 || threads > MOST_THREADS) {
            throw new IllegalArgumentException("threads must be 0 to 256, not " + threads);
        }
        if (queue < 1) {
            throw new IllegalArgumentException("queue must be at least 1, not " + queue);
        }
    }
}

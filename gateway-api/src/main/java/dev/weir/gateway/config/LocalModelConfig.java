package dev.weir.gateway.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * A local model.
 *
 * @param folder a folder on disk, {@code hub:} and what was pulled, or {@code classpath:} and a place inside the jar
 * @param variant which of the folder's graphs, such as {@code q4}; null takes the most quantized that runs
 * @param threads that compute one step of a generative model; 0 takes one per core
 * @param batch how many requests a generative model answers together
 * @param cacheMemory for the keys and values of what a generative model answers
 * @param prefixCacheMemory for those of prompts and answers that later ones may begin with; 0 keeps none
 * @param longestStall how long reading a part of a prompt should keep running answers waiting, at most
 * @param speculation whether a generative model tries several probable tokens at once
 * @param queue how many requests may wait; more escalate as {@code saturated}
 */
public record LocalModelConfig(
        String folder,
        @Nullable String variant,
        @DefaultValue("0") int threads,
        @DefaultValue("256") int queue,
        @DefaultValue("16") int batch,
        @DefaultValue("1GB") DataSize cacheMemory,
        @DefaultValue("256MB") DataSize prefixCacheMemory,
        @DefaultValue("150ms") Duration longestStall,
        @DefaultValue("true") boolean speculation) {

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
        if (batch < 1) {
            throw new IllegalArgumentException("batch must be at least 1, not " + batch);
        }
        if (cacheMemory.toBytes() < 1) {
            throw new IllegalArgumentException("cache-memory must be above 0, not " + cacheMemory);
        }
        if (prefixCacheMemory.isNegative()) {
            throw new IllegalArgumentException("prefix-cache-memory must be 0 or more, not " + prefixCacheMemory);
        }
        if (!longestStall.isPositive()) {
            throw new IllegalArgumentException("longest-stall must be above 0, not " + longestStall);
        }
    }
}

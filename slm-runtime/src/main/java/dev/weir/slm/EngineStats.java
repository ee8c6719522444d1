package dev.weir.slm;

import java.time.Duration;

/**
 * What a generative model does now, and what it has done since it was loaded. Tokens of requests that fail or are
 * cancelled count as well.
 *
 * @param waiting requests in the queue
 * @param running generations whose prompt is being read or that decode
 * @param cacheBytes memory that holds the keys and values of what runs
 * @param prefixCacheBytes memory that holds those kept for prompts to come
 * @param promptTokensRead tokens of prompts that the model has read
 * @param promptTokensReused tokens of prompts that it need not read, because they were known
 * @param tokensChosen tokens of answers
 * @param steps passes that chose tokens of answers
 * @param tokensGuessed tokens that were tried before it was their turn
 * @param tokensGuessedRight those of them that were chosen
 * @param displaced how often a generation had to start over because the memory did not hold all that ran
 * @param worked how long the engine's thread has worked; waiting for requests does not count
 * @param inModel how much of that it spent in native passes of the model
 */
public record EngineStats(
        int waiting,
        int running,
        long cacheBytes,
        long prefixCacheBytes,
        long promptTokensRead,
        long promptTokensReused,
        long tokensChosen,
        long steps,
        long tokensGuessed,
        long tokensGuessedRight,
        long displaced,
        Duration worked,
        Duration inModel) {}

package dev.weir.gateway.ledger;

import java.time.Duration;

/**
 * What a local attempt took.
 *
 * @param promptTokens in the local model's own count
 * @param wallTime from asking the model to its answer, waiting included
 * @param cpuTime processor time over all threads; what local work costs
 */
public record LocalCharge(long promptTokens, long completionTokens, Duration wallTime, Duration cpuTime) {}

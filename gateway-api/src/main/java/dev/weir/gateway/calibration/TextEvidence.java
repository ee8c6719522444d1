package dev.weir.gateway.calibration;

/**
 * What a generator's numbers say of one text. Log-probabilities are in nats and at most 0.
 *
 * @param meanLogProbability of its tokens
 * @param leastLogProbability of its tokens
 * @param lowLogProbability the lowest tenth of its tokens is at most this
 * @param meanEntropy of the distributions that its tokens came from, in nats
 * @param firstMargin by how much its first token was more probable than the next one, in nats
 * @param tokens how many; the end token counts
 * @param cut the text ended because the model's context was full; a limit that the caller set cuts nothing
 */
public record TextEvidence(
        double meanLogProbability,
        double leastLogProbability,
        double lowLogProbability,
        double meanEntropy,
        double firstMargin,
        int tokens,
        boolean cut) {}

package dev.weir.gateway.calibration;

/**
 * What a generator's numbers say of one text.
 *
 * @param meanLogProbability of its tokens, in nats; at most 0
 * @param leastLogProbability of its tokens; at most 0
 * @param meanEntropy of the distributions that its tokens came from, in nats
 * @param tokens how many; the end token counts
 * @param cut the text ended because the model's context was full; a limit that the caller set cuts nothing
 */
public record TextEvidence(
        double meanLogProbability, double leastLogProbability, double meanEntropy, int tokens, boolean cut) {}

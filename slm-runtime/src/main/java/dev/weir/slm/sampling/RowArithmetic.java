package dev.weir.slm.sampling;

import java.lang.foreign.MemorySegment;

/**
 * The passes over a whole row of logits. Whichever implementation runs, weights are the same to the last bit, so that a
 * seed draws the same tokens; sums may differ in their last bits. Safe for any number of threads.
 */
interface RowArithmetic {

    /** The fastest there is on this JVM. */
    RowArithmetic FASTEST = WarmingArithmetic.start();

    /** Offers the row's logits to the greatest ones, leaving out only such as cannot be among them. */
    void offer(MemorySegment row, int size, TopTokens top);

    /** What the probabilities come from, given the greatest logit's token; the logit is finite. */
    Sums sums(MemorySegment row, int size, int best);

    /**
     * Turns logits into weights: the exponential of what each is less than the greatest, times a factor.
     *
     * @param values the logits, of which none is above the greatest; then their weights, from 0 to 1
     */
    void weigh(float[] values, int count, float greatest, float factor);

    /**
     * Sums over all tokens but the best, whose own summands are 1 and 0: next to a token that is all but certain the
     * others would be lost in rounding. Both are not a number if one of the logits is not.
     *
     * @param others the sum of the exponentials {@code e^d}, where d is a logit less the greatest
     * @param weighted the sum of all {@code d e^d}
     */
    record Sums(double others, double weighted) {

        Sums plus(Sums more) {
            return new Sums(others + more.others, weighted + more.weighted);
        }
    }
}

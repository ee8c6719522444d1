package dev.weir.slm.sampling;

import java.util.Arrays;

/**
 * Top-p: of weighted tokens, the first in the order of probability and id that together reach a share of all. A
 * histogram finds the range of weights in which the share is reached, so that only those tokens have to be ordered. For
 * one thread at a time.
 */
final class Nucleus {

    /** With no more tokens than this, one range holds them all. */
    private static final int FEW = 2048;

    /** The bits of a float that its range leaves out: 64 ranges between a power of two and the next. */
    private static final int RANGE_BITS = 17;

    private static final int ALL_BITS = 31;

    private double[] ranges = {};
    private long[] keys = {};

    /**
     * Sets the weights of the tokens left out to 0.
     *
     * @param logits by which the tokens are ordered, one for each weight; the order of the weights is the order of ids
     * @param weights at most 1 each
     * @param sum of the weights
     * @param share of the sum to be reached; above 0 and below 1
     */
    void keep(Weighted logits, float[] weights, int count, double sum, double share) {
        double wanted = share * sum;
        int bits = count <= FEW ? ALL_BITS : RANGE_BITS;
        int range = bits == ALL_BITS ? 0 : range(weights, count, wanted);
        double missing = wanted - (bits == ALL_BITS ? 0 : above(range));
        if (keys.length < count) {
            keys = new long[count];
        }
        int candidates = 0;
        for (int i = 0; i < count; i++) {
            int weight = Float.floatToRawIntBits(weights[i]);
            int own = weight >>> bits;
            if (own == range) {
                keys[candidates++] = Selection.key(logits.logit(i), i);
            }
            // 0 if the own range is a lower one; without a branch, which would be guessed wrong half of the time.
            weights[i] = Float.intBitsToFloat(weight & ~((own - range) >> ALL_BITS));
        }
        int front = Selection.front(keys, candidates, weights, missing);
        for (int i = front; i < candidates; i++) {
            weights[Selection.index(keys[i])] = 0;
        }
    }

    /** The range in which the weights, from the heaviest on, reach what is wanted. */
    private int range(float[] weights, int count, double wanted) {
        if (ranges.length == 0) {
            ranges = new double[(Exponential.ONE_BITS >>> RANGE_BITS) + 1];
        }
        Arrays.fill(ranges, 0);
        for (int i = 0; i < count; i++) {
            ranges[Float.floatToRawIntBits(weights[i]) >>> RANGE_BITS] += weights[i];
        }
        int range = ranges.length - 1;
        double reached = ranges[range];
        while (range > 0 && reached < wanted) {
            range--;
            reached += ranges[range];
        }
        return range;
    }

    private double above(int range) {
        double sum = 0;
        for (int heavier = ranges.length - 1; heavier > range; heavier--) {
            sum += ranges[heavier];
        }
        return sum;
    }

    /** The logits of the tokens that are weighed. */
    @FunctionalInterface
    interface Weighted {

        float logit(int index);
    }
}

package dev.weir.slm.sampling;

import dev.weir.slm.Sampling;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Chooses one generation's tokens. The logits are divided by the temperature; of the tokens, ordered by probability and
 * then by id, first top-k and then top-p keep a beginning; one of the kept is drawn in proportion to its probability.
 *
 * <p>For one generation, and one thread at a time.
 */
public final class Sampler {

    private final Sampling sampling;
    private final RandomGenerator random;
    private double[] weights = {};

    Sampler(Sampling sampling, RandomGenerator random) {
        this.sampling = sampling;
        this.random = random;
    }

    /** A sampler with randomness of its own, the same for the same seed. */
    public static Sampler of(Sampling sampling) {
        Long seed = sampling.seed();
        return new Sampler(sampling, seed == null ? new SplittableRandom() : new SplittableRandom(seed));
    }

    /** The id of the next token. */
    public int choose(float[] logits) {
        int best = Logits.argmax(logits);
        if (sampling.isGreedy()) {
            return best;
        }
        weigh(logits, logits[best]);
        if (sampling.topK() > 0 && sampling.topK() < logits.length) {
            keepTopK(logits);
        }
        if (sampling.topP() < 1) {
            keepTopP(logits);
        }
        return draw(best);
    }

    private void weigh(float[] logits, float top) {
        if (weights.length != logits.length) {
            weights = new double[logits.length];
        }
        for (int id = 0; id < logits.length; id++) {
            weights[id] = Math.exp(((double) logits[id] - top) / sampling.temperature());
        }
    }

    private void keepTopK(float[] logits) {
        forget(ordered(logits, 0), sampling.topK());
    }

    private void keepTopP(float[] logits) {
        double sum = sum();
        double wanted = sampling.topP() * sum;
        // All tokens lighter than this weigh less together than what may be left out, so none of them is kept.
        double tooLight = (sum - wanted) / weights.length;
        long[] ordered = ordered(logits, tooLight);
        double kept = 0;
        int count = 0;
        while (count < ordered.length && kept < wanted) {
            kept += weights[id(ordered[count])];
            count++;
        }
        for (int id = 0; id < weights.length; id++) {
            if (weights[id] < tooLight) {
                weights[id] = 0;
            }
        }
        forget(ordered, count);
    }

    /** The tokens of at least this weight, the most probable first, of equals the lowest id. */
    private long[] ordered(float[] logits, double least) {
        long[] packed = new long[weights.length];
        int count = 0;
        for (int id = 0; id < weights.length; id++) {
            if (weights[id] > 0 && weights[id] >= least) {
                packed[count++] = ((long) ~sortable(logits[id]) << 32) | id;
            }
        }
        long[] ordered = Arrays.copyOf(packed, count);
        Arrays.sort(ordered);
        return ordered;
    }

    /** A whole number that is greater for a greater value; adding zero makes one zero of the two. */
    private static int sortable(float value) {
        int bits = Float.floatToIntBits(value + 0f);
        return bits ^ ((bits >> 31) & Integer.MAX_VALUE);
    }

    private static int id(long packed) {
        return (int) packed;
    }

    private void forget(long[] ordered, int kept) {
        for (int i = kept; i < ordered.length; i++) {
            weights[id(ordered[i])] = 0;
        }
    }

    private int draw(int best) {
        double left = random.nextDouble() * sum();
        int last = best;
        for (int id = 0; id < weights.length; id++) {
            if (weights[id] > 0) {
                left -= weights[id];
                last = id;
                if (left < 0) {
                    return id;
                }
            }
        }
        return last;
    }

    private double sum() {
        double sum = 0;
        for (double weight : weights) {
            sum += weight;
        }
        return sum;
    }
}

package dev.weir.slm.sampling;

import dev.weir.slm.Sampling;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Chooses one generation's tokens. Penalties and bias change the logits and the filter forbids tokens; the logits are
 * divided by the temperature; of the tokens, ordered by probability and then by id, top-k, top-p and min-p keep a
 * beginning; one of the kept, in the order of ids, is drawn in proportion to its probability.
 *
 * <p>The randomness belongs to the generation: one number from 0 to 1 for each token, whether it is chosen here or
 * {@linkplain #accept given}, from the SplitMix64 sequence of the seed (G. L. Steele, D. Lea, C. H. Flood, Fast
 * splittable pseudorandom number generators, 2014), its upper 53 bits. So what else the engine does changes nothing.
 *
 * <p>For one generation, and one thread at a time.
 */
public final class Sampler {

    /** Weights that are summed together. */
    private static final int BLOCK = 256;

    /** What temperatures next to 0 are taken for: no number may become infinite. */
    private static final double MOST_FACTOR = 1e30;

    private final RowArithmetic arithmetic = RowArithmetic.FASTEST;
    private final Sampling sampling;
    private final RandomGenerator random;
    private final History history;
    private final Nucleus nucleus = new Nucleus();
    private float[] logits = {};
    private int[] ids = {};
    private float[] weights = {};
    private double[] blockSums = {};
    private long[] keys = {};
    /** How many tokens are weighed; the others cannot be drawn. */
    private int kept;
    /** Whether these are all tokens; otherwise they are the first of {@code ids}. */
    private boolean all;

    Sampler(Sampling sampling, RandomGenerator random, long[] prompt) {
        this.sampling = sampling;
        this.random = random;
        this.history = new History(sampling, prompt);
    }

    /** A sampler with randomness of its own, the same for the same seed, for what follows a prompt. */
    public static Sampler of(Sampling sampling, long[] prompt) {
        Long seed = sampling.seed();
        return new Sampler(sampling, seed == null ? new SplittableRandom() : new SplittableRandom(seed), prompt);
    }

    /** A sampler that knows nothing of the prompt, which only the repetition penalty asks for. */
    public static Sampler of(Sampling sampling) {
        return of(sampling, new long[0]);
    }

    /** The id of the next token, all being allowed. */
    public int choose(float[] row) {
        return choose(Distribution.of(Logits.of(row), 0), null);
    }

    /**
     * The id of the next token. The logits stay as they are.
     *
     * @param filter which tokens may come; null for all
     * @throws IllegalStateException if none may come
     */
    public int choose(Distribution distribution, @Nullable TokenFilter filter) {
        double drawn = random.nextDouble();
        boolean changed = filter != null || sampling.adjustsLogits();
        int id = distribution.best();
        if (changed || !sampling.isGreedy()) {
            read(distribution.logits());
        }
        if (changed) {
            history.adjust(logits);
            if (filter != null) {
                filter.apply(logits);
            }
            id = argmax(logits);
        }
        if (!sampling.isGreedy()) {
            id = draw(drawn, logits[id]);
        }
        history.add(id);
        return id;
    }

    /** Takes a token that was not chosen here, because only this one could come. */
    public void accept(int id) {
        random.nextDouble();
        history.add(id);
    }

    private void read(Logits row) {
        if (logits.length != row.size()) {
            logits = new float[row.size()];
        }
        row.copyTo(logits);
    }

    private static int argmax(float[] logits) {
        int best = 0;
        for (int id = 1; id < logits.length; id++) {
            if (logits[id] > logits[best]) {
                best = id;
            }
        }
        if (logits[best] == Float.NEGATIVE_INFINITY) {
            throw new IllegalStateException("no token is allowed");
        }
        return best;
    }

    private int draw(double drawn, float top) {
        if (ids.length != logits.length) {
            ids = new int[logits.length];
            weights = new float[logits.length];
            blockSums = new double[logits.length / BLOCK + 1];
        }
        all = false;
        if (sampling.topK() > 0 && sampling.topK() < logits.length) {
            keepTopK();
        } else if (sampling.minP() > 0 && sampling.topP() == 1) {
            keepProbable(top);
        } else {
            all = true;
            kept = logits.length;
        }
        weigh(top);
        double sum = sum();
        if (sampling.topP() < 1) {
            nucleus.keep(i -> logits[id(i)], weights, kept, sum, sampling.topP());
        }
        if (sampling.minP() > 0) {
            keepMinP();
        }
        return drawKept(drawn * (sampling.topP() < 1 || sampling.minP() > 0 ? sum() : sum));
    }

    private int id(int index) {
        return all ? index : ids[index];
    }

    private void weigh(float top) {
        if (all) {
            System.arraycopy(logits, 0, weights, 0, kept);
        } else {
            for (int i = 0; i < kept; i++) {
                weights[i] = logits[ids[i]];
            }
        }
        float factor = (float) Math.min(1 / sampling.temperature(), MOST_FACTOR);
        arithmetic.weigh(weights, kept, top, factor);
    }

    /** With nothing but min-p, what it will leave out need not be weighed; a hair more than that is kept here. */
    private void keepProbable(float top) {
        double least = top + sampling.temperature() * Math.log(sampling.minP()) - 1e-3 * (1 + Math.abs(top));
        kept = 0;
        for (int id = 0; id < logits.length; id++) {
            if (logits[id] >= least) {
                ids[kept++] = id;
            }
        }
    }

    private void keepTopK() {
        int most = sampling.topK();
        int room = (int) Math.min(logits.length, 2L * Math.max(most, 64));
        if (keys.length < room) {
            keys = new long[room];
        }
        int count = 0;
        float bar = Float.NEGATIVE_INFINITY;
        for (int id = 0; id < logits.length; id++) {
            if (logits[id] > bar) {
                if (count == keys.length) {
                    Selection.front(keys, count, most);
                    count = most;
                    bar = least(count);
                }
                if (logits[id] > bar) {
                    keys[count++] = Selection.key(logits[id], id);
                }
            }
        }
        kept = Math.min(count, most);
        Selection.front(keys, count, kept);
        for (int i = 0; i < kept; i++) {
            ids[i] = Selection.index(keys[i]);
        }
        Arrays.sort(ids, 0, kept);
    }

    private float least(int count) {
        float least = Float.POSITIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            least = Math.min(least, logits[Selection.index(keys[i])]);
        }
        return least;
    }

    private void keepMinP() {
        for (int i = 0; i < kept; i++) {
            // The most probable token weighs 1.
            weights[i] = weights[i] >= sampling.minP() ? weights[i] : 0;
        }
    }

    /** Passes whole blocks over by their sums, and then walks through one. */
    private int drawKept(double drawn) {
        double left = drawn;
        int block = 0;
        while ((block + 1) * BLOCK < kept && left >= blockSums[block]) {
            left -= blockSums[block++];
        }
        int last = 0;
        for (int i = block * BLOCK; i < kept; i++) {
            left -= weights[i];
            if (weights[i] > 0) {
                last = id(i);
            }
            if (left < 0) {
                return last;
            }
        }
        return last;
    }

    /** The sum of the weights that are kept, and of each block of them. */
    private double sum() {
        double sum = 0;
        for (int from = 0, block = 0; from < kept; from += BLOCK, block++) {
            int to = Math.min(kept, from + BLOCK);
            double first = 0;
            double second = 0;
            double third = 0;
            double fourth = 0;
            int i = from;
            // Four sums at once, for each addition waits for the one before.
            for (; i + 3 < to; i += 4) {
                first += weights[i];
                second += weights[i + 1];
                third += weights[i + 2];
                fourth += weights[i + 3];
            }
            for (; i < to; i++) {
                first += weights[i];
            }
            blockSums[block] = first + second + third + fourth;
            sum += blockSums[block];
        }
        return sum;
    }
}

package dev.weir.slm.sampling;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** One logit after the other: runs everywhere, and is what the vectorised twin is held to. */
final class PlainArithmetic implements RowArithmetic {

    @Override
    public void offer(MemorySegment row, int size, TopTokens top) {
        offer(row, 0, size, top);
    }

    static void offer(MemorySegment row, int from, int to, TopTokens top) {
        float bar = top.bar();
        for (int id = from; id < to; id++) {
            float logit = row.getAtIndex(ValueLayout.JAVA_FLOAT, id);
            if (logit > bar) {
                top.offer(id, logit);
                bar = top.bar();
            }
        }
    }

    @Override
    public Sums sums(MemorySegment row, int size, int best) {
        return sumsAround(row, 0, size, best);
    }

    /** Over a range that the best token is in. */
    static Sums sumsAround(MemorySegment row, int from, int to, int best) {
        float greatest = row.getAtIndex(ValueLayout.JAVA_FLOAT, best);
        return sums(row, from, best, greatest).plus(sums(row, best + 1, to, greatest));
    }

    static Sums sums(MemorySegment row, int from, int to, float greatest) {
        double sum = 0;
        double weighted = 0;
        for (int id = from; id < to; id++) {
            double below = (double) row.getAtIndex(ValueLayout.JAVA_FLOAT, id) - greatest;
            double weight = Math.exp(below);
            sum += weight;
            // An impossible token, at minus infinity, adds nothing; 0 times infinity would be no number.
            weighted += weight == 0 ? 0 : weight * below;
        }
        return new Sums(sum, weighted);
    }

    @Override
    public void weigh(float[] values, int count, float greatest, float factor) {
        weigh(values, 0, count, greatest, factor);
    }

    static void weigh(float[] values, int from, int to, float greatest, float factor) {
        for (int i = from; i < to; i++) {
            values[i] = Exponential.of((values[i] - greatest) * factor);
        }
    }
}

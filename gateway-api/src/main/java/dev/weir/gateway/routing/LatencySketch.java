package dev.weir.gateway.routing;

import java.time.Duration;

/**
 * How long something takes, from what it took lately: a histogram whose buckets grow by a quarter each, and in which
 * what is old counts ever less. Its size never changes. It says what it says within a bucket's width.
 */
final class LatencySketch {

    private static final double GROWTH = 1.25;
    private static final double LEAST_NANOS = 1e6;
    /** From a millisecond to more than an hour. */
    private static final int BUCKETS = 70;

    private static final double ROUNDING = 1e-6;
    private static final int HALF_LIFE = 256;
    private static final double ENOUGH = 8;

    private final double[] weights = new double[BUCKETS];
    private double total;
    private int sinceDecay;

    synchronized void record(Duration took) {
        weights[bucket(took)]++;
        total++;
        if (++sinceDecay == HALF_LIFE) {
            sinceDecay = 0;
            total = 0;
            for (int i = 0; i < BUCKETS; i++) {
                weights[i] /= 2;
                total += weights[i];
            }
        }
    }

    /** Whether enough was seen to go by. */
    synchronized boolean isKnown() {
        return total >= ENOUGH;
    }

    /** The share that took no longer; 0 when nothing was seen. */
    synchronized double shareWithin(Duration time) {
        if (time.isNegative() || total == 0) {
            return 0;
        }
        int last = Math.min((int) Math.floor(steps(time) + ROUNDING), BUCKETS - 1);
        double within = 0;
        for (int i = 0; i <= last; i++) {
            within += weights[i];
        }
        return within / total;
    }

    /** The time within which a share ends; zero when nothing was seen. */
    synchronized Duration quantile(double share) {
        double wanted = share * total;
        double within = 0;
        for (int i = 0; i < BUCKETS; i++) {
            within += weights[i];
            if (within >= wanted && within > 0) {
                return Duration.ofNanos(Math.round(LEAST_NANOS * Math.pow(GROWTH, i)));
            }
        }
        return Duration.ZERO;
    }

    /** The bucket whose upper edge is the first at or above a time. */
    private static int bucket(Duration time) {
        return Math.clamp((int) Math.ceil(steps(time) - ROUNDING), 0, BUCKETS - 1);
    }

    /** How often the least time grows until it is this one. */
    private static double steps(Duration time) {
        return Math.log(Math.max(time.toNanos(), 1) / LEAST_NANOS) / Math.log(GROWTH);
    }
}

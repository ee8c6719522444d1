package dev.weir.gateway.certification;

import dev.weir.gateway.certification.Certificate.Method;
import dev.weir.gateway.certification.Certificate.Seen;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Finds the lowest threshold that keeps a promise: learn then test (Angelopoulos et al., Annals of Applied Statistics
 * 2025) with a fixed sequence of thresholds from strict to loose, and several places to start at.
 *
 * <p>Each threshold stands for the hypothesis that its accepted error is above the target. A plain fixed sequence gives
 * the whole failure chance to the first and hands it on while hypotheses are refuted; one unlucky draft at the first
 * ends it. The fallback procedure (Wiens, Pharmaceutical Statistics 2003) gives each of several starts a share; the
 * shares add up along the way, what stands at a hypothesis that is not refuted is lost, and the chance that any true
 * hypothesis is refuted stays within the whole.
 *
 * <p>All that holds because thresholds and starts are laid down before the requests are looked at: they come from other
 * requests, those that the calibrator was fitted on.
 */
public final class FixedSequence {

    private static final int MOST_STARTS = 4;
    private static final int MOST_THRESHOLDS = 400;
    /** The first start keeps so many times the requests that would prove the target without a single wrong one. */
    private static final double EARLIEST = 2.5;

    private final double[] thresholds;
    private final double[] shares;

    private FixedSequence(double[] descending, double[] shares) {
        this.thresholds = descending;
        this.shares = shares;
    }

    /**
     * The thresholds to try, and where to start: at one of them at least.
     *
     * @param descending from the highest down
     * @param shares of the failure chance, as many as there are thresholds; 1 together
     */
    static FixedSequence of(double[] descending, double[] shares) {
        if (descending.length != shares.length || Math.abs(Arrays.stream(shares).sum() - 1) > 1e-9) {
            throw new IllegalArgumentException("there must be a share for each threshold, 1 together");
        }
        return new FixedSequence(descending.clone(), shares.clone());
    }

    /**
     * Lays down a sequence from requests that are not the ones to be judged.
     *
     * @param others what the calibrator was fitted on; at least one
     * @param size how many requests will be judged
     */
    public static FixedSequence planned(Sample others, int size, Promise promise) {
        double[] grid = thinned(others.thresholds());
        double[] shares = new double[grid.length];
        double least = EARLIEST * Binomial.fewestWithoutFailure(promise.errorTarget(), promise.failureChance());
        int first = placeOfCoverage(grid, others, Math.min(1, least / Math.max(1, size)));
        int last = Math.max(first, loosestWithin(grid, others, promise.errorTarget()));
        for (int start = 0; start < MOST_STARTS; start++) {
            shares[first + (last - first) * start / (MOST_STARTS - 1)] += 1.0 / MOST_STARTS;
        }
        return new FixedSequence(grid, shares);
    }

    /** The threshold with the most coverage that is proven; empty when none is. */
    public Optional<Found> in(Testing requests, Promise promise) {
        int best = -1;
        double spent = 0;
        double level = 0;
        for (int i = 0; i < thresholds.length; i++) {
            level += shares[i] * promise.failureChance();
            if (level > 0 && requests.proves(thresholds[i], promise.errorTarget(), level)) {
                best = i;
                spent = level;
            } else {
                level = 0;
            }
        }
        return best < 0 ? Optional.empty() : Optional.of(found(thresholds[best], spent, requests, promise));
    }

    private static Found found(double threshold, double chance, Testing requests, Promise promise) {
        return new Found(
                threshold,
                requests.seen(threshold),
                requests.coverage(threshold),
                // Proven above; where the two computations round apart, the proof counts.
                Math.min(promise.errorTarget(), requests.bound(threshold, chance)),
                requests.method());
    }

    private static double[] thinned(double[] descending) {
        int size = Math.min(descending.length, MOST_THRESHOLDS);
        return IntStream.range(0, size)
                .mapToDouble(i -> descending[(int) ((long) (i + 1) * descending.length / size) - 1])
                .toArray();
    }

    private static int placeOfCoverage(double[] grid, Sample others, double coverage) {
        return IntStream.range(0, grid.length)
                .filter(i -> others.at(grid[i]).coverage() >= coverage)
                .findFirst()
                .orElse(grid.length - 1);
    }

    private static int loosestWithin(double[] grid, Sample others, double errorTarget) {
        return IntStream.range(0, grid.length)
                .filter(i -> others.at(grid[i]).acceptedError() <= errorTarget)
                .reduce(0, (_, last) -> last);
    }

    /**
     * A proven threshold.
     *
     * @param bound the accepted error is at most this, with the promise's certainty
     */
    public record Found(double threshold, Seen seen, double coverage, double bound, Method method) {}
}

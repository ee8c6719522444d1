package dev.weir.gateway.assurance;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Candidate thresholds from strict to loose, each with its {@link RiskTest}. A candidate is certified when its own test
 * proves it and every stricter one of its flight is certified. That is fixed-sequence testing: only the strictest bad
 * candidate of a flight can be the first mistake, so a flight spends its failure chance once however many candidates it
 * has (Angelopoulos, Bates, Candès, Jordan and Lei 2025). Three flights, which begin at different coverages, share the
 * failure chance: one alone would stop where its first candidate keeps too few drafts to prove anything, or too many to
 * be good. For one thread.
 */
final class Ladder {

    /** The coverages at which flights begin, and their shares of the failure chance. */
    private static final double[] FLIGHTS = {0.5, 0.2, 0.8};

    private static final double[] SHARES = {0.6, 0.25, 0.15};
    private static final double STEP = 0.025;
    private static final double LEAST_COVERAGE = 0.1;
    private static final double PROMISING = 0.75;

    private final List<RiskTest> candidates = new ArrayList<>();
    private final List<Integer> flights = new ArrayList<>();
    private final double errorTarget;
    private final double failureChance;
    private final int[] keptBy;
    private final double[] labelledKept;
    private final double[] labelledWrong;
    private int requests;

    /**
     * @param sorted confidences of recent drafts, ascending, from which the candidates' coverages are guessed; at least one
     */
    Ladder(double[] sorted, double errorTarget, double failureChance, RiskTest.Maker tests) {
        this.errorTarget = errorTarget;
        this.failureChance = failureChance;
        for (double coverage = LEAST_COVERAGE; coverage < 1 + STEP / 2; coverage += STEP) {
            double threshold = keeping(coverage, sorted);
            if (candidates.isEmpty() || threshold < candidates.getLast().threshold()) {
                candidates.add(tests.of(threshold, errorTarget));
            }
        }
        for (double coverage : FLIGHTS) {
            flights.add(firstKeeping(coverage, sorted));
        }
        this.keptBy = new int[candidates.size()];
        this.labelledKept = new double[candidates.size()];
        this.labelledWrong = new double[candidates.size()];
    }

    /** Counts a draft, labelled or not, for the coverages. */
    void count(double confidence) {
        requests++;
        for (int i = candidates.size() - 1;
                i >= 0 && confidence >= candidates.get(i).threshold();
                i--) {
            keptBy[i]++;
        }
    }

    /** Plays a labelled draft at every candidate. */
    void observe(double confidence, boolean wrong, double propensity, double leastPropensity) {
        for (int i = candidates.size() - 1;
                i >= 0 && confidence >= candidates.get(i).threshold();
                i--) {
            candidates.get(i).observe(confidence, wrong, propensity, leastPropensity);
            labelledKept[i] += 1 / propensity;
            labelledWrong[i] += wrong ? 1 / propensity : 0;
        }
    }

    /** The loosest certified threshold. */
    OptionalDouble loosest() {
        int loosest = -1;
        for (int flight = 0; flight < FLIGHTS.length; flight++) {
            int candidate = flights.get(flight);
            while (candidate < candidates.size() && candidates.get(candidate).proves(failureChance * SHARES[flight])) {
                loosest = Math.max(loosest, candidate);
                candidate++;
            }
        }
        return loosest < 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(candidates.get(loosest).threshold());
    }

    boolean certifiesAll() {
        OptionalDouble loosest = loosest();
        return loosest.isPresent()
                && loosest.getAsDouble() == candidates.getLast().threshold();
    }

    /** The coverage that would be reached if every estimate were certain that is clearly below the target; 0 if none is. */
    double promisingCoverage() {
        for (int i = candidates.size() - 1; i >= 0; i--) {
            if (labelledKept[i] > 0 && labelledWrong[i] <= PROMISING * errorTarget * labelledKept[i]) {
                return (double) keptBy[i] / requests;
            }
        }
        return 0;
    }

    int requests() {
        return requests;
    }

    /** The share of counted drafts at or above the candidate that is nearest to this threshold; 1 of none. */
    double coverage(double threshold) {
        int nearest = 0;
        for (int i = 1; i < candidates.size(); i++) {
            if (Math.abs(candidates.get(i).threshold() - threshold)
                    < Math.abs(candidates.get(nearest).threshold() - threshold)) {
                nearest = i;
            }
        }
        return requests == 0 ? 1 : (double) keptBy[nearest] / requests;
    }

    private int firstKeeping(double coverage, double[] sorted) {
        double threshold = keeping(coverage, sorted);
        int index = 0;
        while (index < candidates.size() - 1 && candidates.get(index).threshold() > threshold) {
            index++;
        }
        return index;
    }

    private static double keeping(double coverage, double[] sorted) {
        return sorted[Math.clamp(Math.round((1 - coverage) * sorted.length), 0, sorted.length - 1)];
    }
}

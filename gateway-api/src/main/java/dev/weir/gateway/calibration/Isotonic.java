package dev.weir.gateway.calibration;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * A rising map of one score to a probability, straight between knots: pool adjacent violators (Ayer et al. 1955;
 * Zadrozny and Elkan 2002 for calibration). It takes about a thousand rows; with fewer it learns the noise.
 */
public final class Isotonic {

    private final double[] scores;
    private final double[] probabilities;

    private Isotonic(double[] scores, double[] probabilities) {
        this.scores = scores;
        this.probabilities = probabilities;
    }

    /**
     * A map through these knots.
     *
     * @param scores rising
     * @param probabilities never falling, 0 to 1
     */
    public static Isotonic through(double[] scores, double[] probabilities) {
        for (int i = 0; i < scores.length; i++) {
            boolean rises = i == 0 || (scores[i] > scores[i - 1] && probabilities[i] >= probabilities[i - 1]);
            if (!rises || !(probabilities[i] >= 0 && probabilities[i] <= 1)) {
                throw new IllegalArgumentException("knots must rise and have probabilities");
            }
        }
        if (scores.length == 0 || scores.length != probabilities.length) {
            throw new IllegalArgumentException("there must be as many scores as probabilities, one at least");
        }
        return new Isotonic(scores.clone(), probabilities.clone());
    }

    /** The map nearest to the outcomes, in squares, among those that never fall. */
    public static Isotonic fit(double[] scores, boolean[] right) {
        Integer[] order = IntStream.range(0, scores.length).boxed().toArray(Integer[]::new);
        Arrays.sort(order, Comparator.comparingDouble(i -> scores[i]));
        double[] score = new double[order.length];
        double[] hits = new double[order.length];
        double[] weight = new double[order.length];
        int blocks = 0;
        for (int i : order) {
            score[blocks] = scores[i];
            hits[blocks] = right[i] ? 1 : 0;
            weight[blocks] = 1;
            blocks++;
            while (blocks > 1 && violates(hits, weight, score, blocks)) {
                blocks--;
                score[blocks - 1] = (score[blocks - 1] * weight[blocks - 1] + score[blocks] * weight[blocks])
                        / (weight[blocks - 1] + weight[blocks]);
                hits[blocks - 1] += hits[blocks];
                weight[blocks - 1] += weight[blocks];
            }
        }
        double[] probabilities = new double[blocks];
        for (int i = 0; i < blocks; i++) {
            // A block of only right ones is not certain to be right: half a row is laid on each side.
            probabilities[i] = (hits[i] + 0.5) / (weight[i] + 1);
        }
        return risen(Arrays.copyOf(score, blocks), probabilities);
    }

    private static boolean violates(double[] hits, double[] weight, double[] score, int blocks) {
        return hits[blocks - 2] * weight[blocks - 1] >= hits[blocks - 1] * weight[blocks - 2]
                || score[blocks - 2] >= score[blocks - 1];
    }

    /** Smoothing may have turned two neighbours round. */
    private static Isotonic risen(double[] scores, double[] probabilities) {
        for (int i = 1; i < probabilities.length; i++) {
            probabilities[i] = Math.max(probabilities[i], probabilities[i - 1]);
        }
        return through(scores, probabilities);
    }

    /** The probability at this score; beyond the last knots it stays. */
    public double at(double score) {
        int found = Arrays.binarySearch(scores, score);
        if (found >= 0) {
            return probabilities[found];
        }
        int above = -found - 1;
        if (above == 0 || above == scores.length) {
            return probabilities[above == 0 ? 0 : above - 1];
        }
        double part = (score - scores[above - 1]) / (scores[above] - scores[above - 1]);
        return probabilities[above - 1] + part * (probabilities[above] - probabilities[above - 1]);
    }

    public int size() {
        return scores.length;
    }

    public double score(int knot) {
        return scores[knot];
    }

    public double probability(int knot) {
        return probabilities[knot];
    }
}

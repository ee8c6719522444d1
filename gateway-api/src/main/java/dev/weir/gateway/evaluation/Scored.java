package dev.weir.gateway.evaluation;

import dev.weir.gateway.calibration.Calibration;
import dev.weir.gateway.certification.Sample;
import dev.weir.gateway.certification.Sample.Judged;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Trials with the confidence that a calibration gives them, the most confident first. A request without an answer has
 * confidence 0: it escalates.
 */
public final class Scored {

    private static final int BINS = 15;

    private final List<Point> points;
    private final Sample sample;

    private Scored(List<Point> points) {
        this.points = points;
        this.sample = Sample.of(points.stream()
                .map(point -> new Judged(point.confidence(), point.right()))
                .toList());
    }

    public static <E> Scored of(List<Trial<E>> trials, Calibration<E> calibration) {
        return of(trials.stream()
                .map(trial -> new Point(
                        trial.evidence() == null
                                ? 0
                                : calibration.confidenceIn(trial.evidence()).value(),
                        trial.right(),
                        trial.example().expected() != null))
                .toList());
    }

    static Scored of(List<Point> points) {
        return new Scored(points.stream()
                .sorted(Comparator.comparingDouble(Point::confidence).reversed())
                .toList());
    }

    public Sample sample() {
        return sample;
    }

    public List<Point> points() {
        return points;
    }

    /** Those that some local answer can be right for, or those that none can. */
    public Sample sample(boolean inScope) {
        return Sample.of(points.stream()
                .filter(point -> point.inScope() == inScope)
                .map(point -> new Judged(point.confidence(), point.right()))
                .toList());
    }

    public double accuracy() {
        return points.stream().filter(Point::right).count() / (double) points.size();
    }

    /** The mean of the accepted error over all coverages; 0 is perfect (Geifman and El-Yaniv 2017). */
    public double aurc() {
        int wrong = 0;
        double sum = 0;
        for (int i = 0; i < points.size(); i++) {
            wrong += points.get(i).right() ? 0 : 1;
            sum += (double) wrong / (i + 1);
        }
        return sum / points.size();
    }

    /** How often a right draft is more confident than a wrong one; ties count half. NaN without both. */
    public double aurocOfCorrectness() {
        return auroc(points.stream().map(Point::right).toList());
    }

    /** The same for requests in scope against those out of it. */
    public double aurocOfScope() {
        return auroc(points.stream().map(Point::inScope).toList());
    }

    /** The calibration error: confidence against accuracy in 15 bins of equal width. */
    public double ece() {
        return bins().stream()
                .mapToDouble(bin -> bin.n() * Math.abs(bin.accuracy() - bin.confidence()) / points.size())
                .sum();
    }

    /** The mean squared difference of confidence and outcome. */
    public double brier() {
        return points.stream()
                .mapToDouble(point -> {
                    double difference = point.confidence() - (point.right() ? 1 : 0);
                    return difference * difference;
                })
                .average()
                .orElse(0);
    }

    /** What the reliability diagram shows; empty bins are left out. */
    List<Bin> bins() {
        return IntStream.range(0, BINS)
                .mapToObj(bin -> points.stream()
                        .filter(point -> Math.min(BINS - 1, (int) (point.confidence() * BINS)) == bin)
                        .toList())
                .filter(inside -> !inside.isEmpty())
                .map(inside -> new Bin(
                        inside.size(),
                        inside.stream().mapToDouble(Point::confidence).average().orElse(0),
                        inside.stream().filter(Point::right).count() / (double) inside.size()))
                .toList();
    }

    /** By ranks, ties sharing theirs (Mann and Whitney 1947). */
    private double auroc(List<Boolean> positive) {
        long positives = positive.stream().filter(is -> is).count();
        long negatives = points.size() - positives;
        if (positives == 0 || negatives == 0) {
            return Double.NaN;
        }
        double above = 0;
        long negativesBelow = negatives;
        int i = 0;
        while (i < points.size()) {
            long tiedPositives = 0;
            long tiedNegatives = 0;
            double confidence = points.get(i).confidence();
            while (i < points.size() && points.get(i).confidence() == confidence) {
                if (positive.get(i)) {
                    tiedPositives++;
                } else {
                    tiedNegatives++;
                }
                i++;
            }
            negativesBelow -= tiedNegatives;
            above += tiedPositives * (negativesBelow + tiedNegatives / 2.0);
        }
        return above / ((double) positives * negatives);
    }

    /**
     * One request.
     *
     * @param inScope whether any local answer could have been right
     */
    public record Point(double confidence, boolean right, boolean inScope) {}

    /** Requests of about the same confidence. */
    record Bin(int n, double confidence, double accuracy) {}
}

package dev.weir.gateway.calibration;

import dev.weir.gateway.calibration.CalibrationFits.Row;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Logistic fits of the same rows on the first columns of the same features, and how they do on rows left out. */
final class Fits<E> {

    private static final int PARTS = 5;
    private static final double RIDGE = 1;
    private static final double LEAST = 1e-6;

    private final List<Row<E>> rows;
    private final double[][] features;
    private final Builder<E> builder;

    Fits(List<Row<E>> rows, double[][] features, Builder<E> builder) {
        this.rows = rows;
        this.features = features;
        this.builder = builder;
    }

    int size() {
        return rows.size();
    }

    /** Fitted on all rows. */
    Calibration<E> on(int columns, boolean bent) {
        return fitted(columns, bent, _ -> true);
    }

    /** The log-loss of a calibration that has seen none of the rows. */
    double loss(Calibration<E> calibration) {
        return loss(calibration, _ -> true) / rows.size();
    }

    double heldOutLoss(int columns, boolean bent) {
        double loss = 0;
        for (int part = 0; part < PARTS; part++) {
            int left = part;
            loss += loss(fitted(columns, bent, i -> i % PARTS != left), i -> i % PARTS == left);
        }
        return loss / rows.size();
    }

    private Calibration<E> fitted(int columns, boolean bent, IntPredicate used) {
        int[] inside = IntStream.range(0, rows.size()).filter(used).toArray();
        double[][] some = Arrays.stream(inside)
                .mapToObj(i -> Arrays.copyOf(features[i], columns))
                .toArray(double[][]::new);
        boolean[] right = new boolean[inside.length];
        for (int i = 0; i < inside.length; i++) {
            right[i] = rows.get(inside[i]).right();
        }
        Calibration<E> plain = builder.of(IntStream.range(0, columns).toArray(), LogisticFit.of(some, right, RIDGE));
        if (!bent) {
            return plain;
        }
        double[] scores = Arrays.stream(inside)
                .mapToDouble(i -> plain.confidenceIn(rows.get(i).evidence()).value())
                .toArray();
        return new IsotonicCalibration<>(plain, Isotonic.fit(scores, right));
    }

    private double loss(Calibration<E> calibration, IntPredicate judged) {
        return IntStream.range(0, rows.size())
                .filter(judged)
                .mapToDouble(i -> {
                    Row<E> row = rows.get(i);
                    double p =
                            Math.clamp(calibration.confidenceIn(row.evidence()).value(), LEAST, 1 - LEAST);
                    return row.right() ? -Math.log(p) : -Math.log1p(-p);
                })
                .sum();
    }

    /** Makes a calibration of a fit on some columns. */
    @FunctionalInterface
    interface Builder<E> {
        Calibration<E> of(int[] columns, LogisticFit fit);
    }
}

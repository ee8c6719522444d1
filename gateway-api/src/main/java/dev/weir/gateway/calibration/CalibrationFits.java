package dev.weir.gateway.calibration;

import dev.weir.gateway.calibration.TemperatureFit.Labelled;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Fits several kinds of calibration and takes the one that does best on rows that it was not fitted on.
 *
 * <p>Best is the least log-loss over five parts, each judged by what was fitted on the other four; the winner is then
 * fitted on all. Rows are dealt to the parts in turn, so the same rows in the same order give the same calibration.
 */
public final class CalibrationFits {

    private static final int ISOTONIC_ROWS = 1000;

    private CalibrationFits() {}

    /**
     * For a classifier.
     *
     * @param shipped what the model's folder brings; null when it brings none
     */
    public static Fitted<LabelEvidence> ofLabels(
            List<Row<LabelEvidence>> rows, @Nullable Calibration<LabelEvidence> shipped) {
        double temperature = TemperatureFit.of(rows.stream()
                .filter(row -> row.rightLabel() >= 0)
                .map(row -> new Labelled(row.evidence(), row.rightLabel()))
                .toList());
        boolean nearest =
                rows.stream().noneMatch(row -> Double.isNaN(row.evidence().nearestCosine()));
        List<LabelCalibration.Feature> features = Arrays.stream(LabelCalibration.Feature.values())
                .filter(feature -> nearest || feature != LabelCalibration.Feature.NEAREST_COSINE)
                .toList();
        Fits<LabelEvidence> fits = new Fits<>(
                rows,
                matrix(
                        rows,
                        evidence -> features.stream()
                                .mapToDouble(feature -> feature.of(evidence, temperature))
                                .toArray()),
                (columns, fit) -> new LabelCalibration(
                        temperature,
                        IntStream.range(0, columns.length)
                                .mapToObj(i -> new LabelCalibration.Term(
                                        features.get(columns[i]), fit.mean(i), fit.scale(i), fit.weight(i)))
                                .toList(),
                        fit.bias()));
        int few = nearest ? 3 : 2;
        return best(fits, shipped, few, features.size());
    }

    /** For a generator. */
    public static Fitted<TextEvidence> ofTexts(
            List<Row<TextEvidence>> rows, @Nullable Calibration<TextEvidence> shipped) {
        List<TextCalibration.Feature> features = List.of(TextCalibration.Feature.values());
        Fits<TextEvidence> fits = new Fits<>(
                rows,
                matrix(
                        rows,
                        evidence -> features.stream()
                                .mapToDouble(feature -> feature.of(evidence))
                                .toArray()),
                (columns, fit) -> new TextCalibration(
                        IntStream.range(0, columns.length)
                                .mapToObj(i -> new TextCalibration.Term(
                                        features.get(columns[i]), fit.mean(i), fit.scale(i), fit.weight(i)))
                                .toList(),
                        fit.bias()));
        return best(fits, shipped, 3, features.size());
    }

    private static <E> double[][] matrix(List<Row<E>> rows, Function<E, double[]> features) {
        return rows.stream().map(row -> features.apply(row.evidence())).toArray(double[][]::new);
    }

    /** One feature (Platt scaling), the first few, all, and all bent by a map where there is enough to learn one from. */
    private static <E> Fitted<E> best(Fits<E> fits, @Nullable Calibration<E> shipped, int few, int all) {
        Map<String, Double> losses = new LinkedHashMap<>();
        if (shipped != null) {
            losses.put("shipped", fits.loss(shipped));
        }
        losses.put("platt", fits.heldOutLoss(1, false));
        losses.put("logistic-" + few, fits.heldOutLoss(few, false));
        losses.put("logistic-" + all, fits.heldOutLoss(all, false));
        if (fits.size() >= ISOTONIC_ROWS) {
            losses.put("isotonic", fits.heldOutLoss(few, true));
        }
        String winner = losses.entrySet().stream()
                .min(Comparator.comparingDouble(Map.Entry::getValue))
                .map(Map.Entry::getKey)
                .orElseThrow();
        Calibration<E> calibration =
                switch (winner) {
                    case "shipped" -> java.util.Objects.requireNonNull(shipped);
                    case "platt" -> fits.on(1, false);
                    case "isotonic" -> fits.on(few, true);
                    default -> fits.on(winner.equals("logistic-" + few) ? few : all, false);
                };
        return new Fitted<>(winner, calibration, losses);
    }

    /**
     * One judged draft.
     *
     * @param rightLabel the index of the label that would have been right; -1 when there is none, or no labels
     */
    public record Row<E>(E evidence, boolean right, int rightLabel) {}

    /**
     * The calibration that won.
     *
     * @param kind its name
     * @param losses the log-loss of each kind on rows that it was not fitted on
     */
    public record Fitted<E>(String kind, Calibration<E> calibration, Map<String, Double> losses) {}
}

package dev.weir.gateway.calibration;

import java.util.List;
import java.util.function.DoubleUnaryOperator;

/** The temperature at which a classifier's probabilities fit best (Guo et al. 2017): a search in one dimension. */
public final class TemperatureFit {

    private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;
    private static final double LOWEST = 0.2;
    private static final double HIGHEST = 5;
    private static final double WIDTH = 1e-5;

    private TemperatureFit() {}

    /** The temperature with the least log-loss of the right labels, between 0.2 and 5; 1 for no rows. */
    public static double of(List<Labelled> rows) {
        return rows.isEmpty()
                ? 1
                : Math.exp(lowest(logT -> loss(rows, Math.exp(logT)), Math.log(LOWEST), Math.log(HIGHEST)));
    }

    private static double loss(List<Labelled> rows, double temperature) {
        double sum = 0;
        for (Labelled row : rows) {
            LabelEvidence evidence = row.evidence();
            sum += evidence.logSumExp(temperature) - evidence.logits().at(row.rightLabel()) / temperature;
        }
        return sum;
    }

    private static double lowest(DoubleUnaryOperator loss, double from, double to) {
        double low = from;
        double high = to;
        double left = high - GOLDEN * (high - low);
        double right = low + GOLDEN * (high - low);
        double lossLeft = loss.applyAsDouble(left);
        double lossRight = loss.applyAsDouble(right);
        while (high - low > WIDTH) {
            if (lossLeft < lossRight) {
                high = right;
                right = left;
                lossRight = lossLeft;
                left = high - GOLDEN * (high - low);
                lossLeft = loss.applyAsDouble(left);
            } else {
                low = left;
                left = right;
                lossLeft = lossRight;
                right = low + GOLDEN * (high - low);
                lossRight = loss.applyAsDouble(right);
            }
        }
        return (low + high) / 2;
    }

    /** Evidence with the index of the label that would have been right. */
    public record Labelled(LabelEvidence evidence, int rightLabel) {}
}

package dev.weir.gateway.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.weir.gateway.calibration.LabelCalibration.Feature;
import dev.weir.gateway.calibration.LabelCalibration.Term;
import dev.weir.gateway.routing.Confidence;
import java.util.List;
import org.junit.jupiter.api.Test;

class LabelCalibrationTest {

    private static final double EXACT = 1e-12;

    @Test
    void addsUpStandardisedFeatures() {
        var calibration = new LabelCalibration(
                2,
                List.of(
                        new Term(Feature.MAX_SOFTMAX_LOGIT, 0, 1, 1),
                        new Term(Feature.ENERGY, 1, 2, -0.5),
                        new Term(Feature.NEAREST_COSINE, 0.5, 0.25, 3)),
                0.1);

        Confidence confidence = calibration.confidenceIn(evidence(0, 0.75, 4, 0, 0));

        // At temperature 2 the soft-max of (4, 0, 0) is e^2 / (e^2 + 2), whose log-odds are 2 - ln 2.
        double softmaxLogit = 2 - Math.log(2);
        double energy = Math.log(Math.exp(4) + 2);
        double sum = 0.1 + softmaxLogit - 0.5 * (energy - 1) / 2 + 3 * (0.75 - 0.5) / 0.25;
        assertThat(confidence.value()).isCloseTo(1 / (1 + Math.exp(-sum)), within(EXACT));
        assertThat(confidence.calibrated()).isTrue();
    }

    @Test
    void staysFiniteForAnOverwhelmingLogit() {
        var calibration = new LabelCalibration(1, List.of(new Term(Feature.MAX_SOFTMAX_LOGIT, 0, 1, 1)), 0);

        Confidence confidence = calibration.confidenceIn(evidence(0, 1, 5000, -5000, 0));

        assertThat(confidence.value()).isCloseTo(1 - 1e-6, within(EXACT));
    }

    @Test
    void measuresTheLabelThatTheDraftNames() {
        Confidence best = LabelCalibration.uncalibrated().confidenceIn(evidence(0, 1, 2, 1));
        Confidence other = LabelCalibration.uncalibrated().confidenceIn(evidence(1, 1, 2, 1));

        assertThat(best.value() + other.value()).isCloseTo(1, within(EXACT));
        assertThat(other.value()).isLessThan(best.value());
    }

    @Test
    void saysThatASoftmaxAloneIsUncalibrated() {
        assertThat(LabelCalibration.uncalibrated()
                        .confidenceIn(evidence(0, 1, 2, 1))
                        .calibrated())
                .isFalse();
    }

    @Test
    void refusesATemperatureOfZero() {
        assertThatIllegalArgumentException().isThrownBy(() -> new LabelCalibration(0, List.of(), 0));
    }

    @Test
    void refusesAScaleThatIsNotANumber() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Term(Feature.ENERGY, 0, Double.NaN, 1));
    }

    private static LabelEvidence evidence(int label, double nearestCosine, double... logits) {
        return new LabelEvidence(
                new LabelEvidence.Logits() {
                    @Override
                    public int size() {
                        return logits.length;
                    }

                    @Override
                    public float at(int index) {
                        return (float) logits[index];
                    }
                },
                label,
                nearestCosine);
    }
}

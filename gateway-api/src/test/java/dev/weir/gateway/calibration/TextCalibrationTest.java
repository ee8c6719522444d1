package dev.weir.gateway.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.weir.gateway.routing.Confidence;
import org.junit.jupiter.api.Test;

class TextCalibrationTest {

    @Test
    void takesTheGeometricMeanOfTheTokensWhenNothingWasFitted() {
        Confidence confidence = TextCalibration.uncalibrated().confidenceIn(evidence(Math.log(0.5), false));

        assertThat(confidence.value()).isCloseTo(0.5, within(1e-12));
        assertThat(confidence.calibrated()).isFalse();
    }

    @Test
    void mapsTheMeanLogProbabilityThroughWhatWasFitted() {
        Confidence confidence = new TextCalibration(2, 1).confidenceIn(evidence(-0.5, false));

        assertThat(confidence.value()).isCloseTo(0.5, within(1e-12));
        assertThat(confidence.calibrated()).isTrue();
    }

    @Test
    void trustsNoTextThatTheContextCutOff() {
        assertThat(new TextCalibration(2, 9).confidenceIn(evidence(0, true)).value())
                .isZero();
        assertThat(TextCalibration.uncalibrated()
                        .confidenceIn(evidence(0, true))
                        .value())
                .isZero();
    }

    private static TextEvidence evidence(double meanLogProbability, boolean cut) {
        return new TextEvidence(meanLogProbability, meanLogProbability, meanLogProbability, 0, 0, 4, cut);
    }
}

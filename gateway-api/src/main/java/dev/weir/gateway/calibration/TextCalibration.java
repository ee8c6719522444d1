package dev.weir.gateway.calibration;

import dev.weir.gateway.routing.Confidence;

/**
 * A logistic map of the length-normalised log-probability (Platt scaling of one number). Sums of log-probabilities
 * would favour short answers (Gupta et al. 2024).
 */
public final class TextCalibration implements Calibration<TextEvidence> {

    private final double slope;
    private final double intercept;

    public TextCalibration(double slope, double intercept) {
        this.slope = slope;
        this.intercept = intercept;
    }

    /** The geometric mean of the tokens' probabilities: ranks, but was fitted on nothing. A cut text counts as wrong. */
    public static Calibration<TextEvidence> uncalibrated() {
        return evidence ->
                new Confidence(evidence.cut() ? 0 : Math.clamp(Math.exp(evidence.meanLogProbability()), 0, 1), false);
    }

    @Override
    public Confidence confidenceIn(TextEvidence evidence) {
        double sum = intercept + slope * evidence.meanLogProbability();
        return new Confidence(evidence.cut() ? 0 : 1 / (1 + Math.exp(-sum)), true);
    }
}

package dev.weir.gateway.assurance;

import java.util.random.RandomGenerator;

/** Traffic that was made up: confidences, and how often a draft of each confidence is wrong. Simulated, and called so. */
record SyntheticWorld(Kind kind, double target, double shape) {

    private static final int GRID = 4_000;

    /** What a local model's confidence may be like. */
    enum Kind {
        /** A confidence means what it says. */
        CALIBRATED,
        /** It promises too much. */
        OVERCONFIDENT,
        /** It promises too little. */
        UNDERCONFIDENT,
        /** The surest drafts are the worst. */
        UPSIDE_DOWN,
        /** It says nothing, and every threshold is a little too loose. */
        JUST_TOO_LOOSE,
        /** Only five values. */
        COARSE,
        /** The surer half is bad, the other good, and a threshold from elsewhere keeps the bad half. */
        WORSE_WHERE_KEPT
    }

    double drawConfidence(RandomGenerator random) {
        return confidenceAt(random.nextDouble());
    }

    double chanceOfWrong(double confidence) {
        double doubt = 1 - confidence;
        return switch (kind) {
            case CALIBRATED, COARSE -> doubt;
            case OVERCONFIDENT -> Math.min(1, 2.5 * doubt);
            case UNDERCONFIDENT -> 0.4 * doubt;
            case UPSIDE_DOWN -> doubt < 0.05 ? 2 * target : Math.min(1, 0.5 * doubt);
            case JUST_TOO_LOOSE -> 1.08 * target;
            case WORSE_WHERE_KEPT -> confidence >= median() ? 3 * target : 0.2 * target;
        };
    }

    double median() {
        return confidenceAt(0.5);
    }

    /** The true share of wrong drafts among those at or above a threshold; 0 where there are none. */
    double riskAbove(double threshold) {
        double kept = 0;
        double wrong = 0;
        for (int i = 0; i < GRID; i++) {
            double confidence = confidenceAt((i + 0.5) / GRID);
            if (confidence >= threshold) {
                kept++;
                wrong += chanceOfWrong(confidence);
            }
        }
        return kept == 0 ? 0 : wrong / kept;
    }

    private double confidenceAt(double quantile) {
        double smooth = 1 - Math.pow(1 - quantile, shape);
        return kind == Kind.COARSE ? 0.6 + 0.098 * Math.floor(smooth * 4.999) : smooth;
    }
}

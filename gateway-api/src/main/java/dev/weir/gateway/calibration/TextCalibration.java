package dev.weir.gateway.calibration;

import dev.weir.gateway.routing.Confidence;
import java.util.List;

/**
 * A logistic regression on features of a generator's evidence, on one of them (Platt scaling) or on several. Sums of
 * log-probabilities would favour short answers; means, low quantiles and the length together do not (Gupta et al. 2024).
 */
public final class TextCalibration implements Calibration<TextEvidence> {

    private final List<Term> terms;
    private final double bias;

    public TextCalibration(List<Term> terms, double bias) {
        this.terms = List.copyOf(terms);
        this.bias = bias;
    }

    /** A map of the mean log-probability alone. */
    public TextCalibration(double slope, double intercept) {
        this(List.of(new Term(Feature.MEAN_LOG_PROBABILITY, 0, 1, slope)), intercept);
    }

    /** The geometric mean of the tokens' probabilities: ranks, but was fitted on nothing. A cut text counts as wrong. */
    public static Calibration<TextEvidence> uncalibrated() {
        return evidence ->
                new Confidence(evidence.cut() ? 0 : Math.clamp(Math.exp(evidence.meanLogProbability()), 0, 1), false);
    }

    @Override
    public Confidence confidenceIn(TextEvidence evidence) {
        double sum = bias;
        for (Term term : terms) {
            sum += term.weight() * (term.feature().of(evidence) - term.mean()) / term.scale();
        }
        return new Confidence(evidence.cut() ? 0 : Logistic.sigmoid(sum), true);
    }

    public List<Term> terms() {
        return terms;
    }

    public double bias() {
        return bias;
    }

    /** One feature, standardised and weighted. */
    public record Term(Feature feature, double mean, double scale, double weight) {

        public Term {
            if (!(scale > 0)) {
                throw new IllegalArgumentException("a scale is above 0, not " + scale);
            }
        }
    }

    /** The features that a head may use. */
    public enum Feature {
        /** How probable the text is, for a token. */
        MEAN_LOG_PROBABILITY {
            @Override
            double of(TextEvidence evidence) {
                return evidence.meanLogProbability();
            }
        },
        /** How improbable its most improbable token is. */
        LEAST_LOG_PROBABILITY {
            @Override
            double of(TextEvidence evidence) {
                return evidence.leastLogProbability();
            }
        },
        /** The same for its most improbable tenth. */
        LOW_LOG_PROBABILITY {
            @Override
            double of(TextEvidence evidence) {
                return evidence.lowLogProbability();
            }
        },
        /** How undecided the model was, for a token. */
        MEAN_ENTROPY {
            @Override
            double of(TextEvidence evidence) {
                return evidence.meanEntropy();
            }
        },
        /** How decided it was at the first token. */
        FIRST_MARGIN {
            @Override
            double of(TextEvidence evidence) {
                return evidence.firstMargin();
            }
        },
        /** The logarithm of the number of tokens. */
        LOG_LENGTH {
            @Override
            double of(TextEvidence evidence) {
                return Math.log(Math.max(1, evidence.tokens()));
            }
        };

        abstract double of(TextEvidence evidence);
    }
}

package dev.weir.gateway.calibration;

import dev.weir.gateway.routing.Confidence;
import java.util.List;

/**
 * A logistic regression on features of a classifier's evidence:
 * {@code sigmoid(bias + sum of weight * (feature - mean) / scale)}.
 *
 * <p>Max-softmax ranks ordinary mistakes best; energy and the distance to the training examples rank out-of-scope
 * input best; together they rank both (Liu et al. 2020 for energy, Sun et al. 2022 for nearest neighbours, Jitkrittum
 * et al. 2023 for learning the deferral head after the fact).
 */
public final class LabelCalibration implements Calibration<LabelEvidence> {

    private final double temperature;
    private final List<Term> terms;
    private final double bias;

    /** @param temperature divides the logits before the soft-max of {@link Feature#MAX_SOFTMAX_LOGIT}; above 0 */
    public LabelCalibration(double temperature, List<Term> terms, double bias) {
        if (!(temperature > 0)) {
            throw new IllegalArgumentException("a temperature is above 0, not " + temperature);
        }
        this.temperature = temperature;
        this.terms = List.copyOf(terms);
        this.bias = bias;
    }

    /** The plain soft-max probability of the label: ranks, but was fitted on nothing. */
    public static Calibration<LabelEvidence> uncalibrated() {
        return evidence -> new Confidence(Math.clamp(evidence.probability(1), 0, 1), false);
    }

    @Override
    public Confidence confidenceIn(LabelEvidence evidence) {
        double sum = bias;
        for (Term term : terms) {
            sum += term.weight() * (term.feature().of(evidence, temperature) - term.mean()) / term.scale();
        }
        return new Confidence(Logistic.sigmoid(sum), true);
    }

    public double temperature() {
        return temperature;
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
        /** The log-odds of the label's soft-max probability at the calibrated temperature. */
        MAX_SOFTMAX_LOGIT {
            @Override
            double of(LabelEvidence evidence, double temperature) {
                return Logistic.logit(evidence.probability(temperature));
            }
        },
        /** The log-sum-exp of the raw logits: low for what the model was not trained on. */
        ENERGY {
            @Override
            double of(LabelEvidence evidence, double temperature) {
                return evidence.logSumExp(1);
            }
        },
        /** The cosine to the nearest training example. */
        NEAREST_COSINE {
            @Override
            double of(LabelEvidence evidence, double temperature) {
                return evidence.nearestCosine();
            }
        },
        /** By how much the label's logit is above the next one's. */
        MARGIN {
            @Override
            double of(LabelEvidence evidence, double temperature) {
                return evidence.margin();
            }
        },
        /** The entropy of the soft-max at the calibrated temperature, in nats. */
        ENTROPY {
            @Override
            double of(LabelEvidence evidence, double temperature) {
                return evidence.entropy(temperature);
            }
        };

        abstract double of(LabelEvidence evidence, double temperature);
    }
}

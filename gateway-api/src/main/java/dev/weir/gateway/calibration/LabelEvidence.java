package dev.weir.gateway.calibration;

/**
 * What a classifier's numbers say of one label.
 *
 * @param logits of every label; copied by nobody, so not to be changed
 * @param label the index of the label that the draft names
 * @param nearestCosine to the nearest training example; NaN when the model does not say
 */
public record LabelEvidence(Logits logits, int label, double nearestCosine) {

    /** The logits of every label, by index. */
    public interface Logits {

        int size();

        float at(int index);
    }

    /** The log of the sum of the exponentials of the logits divided by {@code temperature}. */
    double logSumExp(double temperature) {
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < logits.size(); i++) {
            most = Math.max(most, logits.at(i) / temperature);
        }
        double sum = 0;
        for (int i = 0; i < logits.size(); i++) {
            sum += Math.exp(logits.at(i) / temperature - most);
        }
        return most + Math.log(sum);
    }

    /** The soft-max probability of the label at this temperature. */
    double probability(double temperature) {
        return Math.exp(logits.at(label) / temperature - logSumExp(temperature));
    }

    /** By how much the label's logit is above that of any other label; below 0 where another has a higher one. */
    double margin() {
        double next = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < logits.size(); i++) {
            if (i != label) {
                next = Math.max(next, logits.at(i));
            }
        }
        return logits.size() < 2 ? 0 : logits.at(label) - next;
    }

    /** The entropy of the soft-max at this temperature, in nats. */
    double entropy(double temperature) {
        double whole = logSumExp(temperature);
        double mean = 0;
        for (int i = 0; i < logits.size(); i++) {
            double scaled = logits.at(i) / temperature;
            mean += Math.exp(scaled - whole) * scaled;
        }
        return whole - mean;
    }
}

package dev.weir.slm;

import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;

/** What a classifier said of one text. The numbers are evidence, not confidence: nothing here is calibrated. */
public final class Classification {

    private final List<String> labels;
    private final float[] logits;
    private final OptionalDouble nearestCosine;
    private final int promptTokens;
    private final Duration cpuTime;
    private final int best;

    /** Takes the array over; nobody else may change it. */
    Classification(
            List<String> labels, float[] logits, OptionalDouble nearestCosine, int promptTokens, Duration cpuTime) {
        this.labels = labels;
        this.logits = logits;
        this.nearestCosine = nearestCosine;
        this.promptTokens = promptTokens;
        this.cpuTime = cpuTime;
        this.best = indexOfMaximum(logits);
    }

    /** The most probable label; of equals, the one with the lower index. */
    public String label() {
        return labels.get(best);
    }

    public int labelIndex() {
        return best;
    }

    /** Every label, in the order of the logits. */
    public List<String> labels() {
        return labels;
    }

    public float logit(int index) {
        return logits[index];
    }

    /** A copy, in the order of {@link #labels()}. */
    public float[] logits() {
        return logits.clone();
    }

    /** The soft-max of the logits at this label. */
    public double probability(int index) {
        return Math.exp(logits[index] - energy());
    }

    /** The logarithm of the sum of the logits' exponentials: low for a text unlike those the model was trained on. */
    public double energy() {
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp((double) logit - logits[best]);
        }
        return logits[best] + Math.log(sum);
    }

    /** The cosine between this text and the nearest one of training, if the graph computes it. */
    public OptionalDouble nearestCosine() {
        return nearestCosine;
    }

    /** How many tokens the text had, those around it included. */
    public int promptTokens() {
        return promptTokens;
    }

    /** Processor time of the calling thread, tokenizing included. */
    public Duration cpuTime() {
        return cpuTime;
    }

    @Override
    public String toString() {
        return label() + " " + probability(best);
    }

    private static int indexOfMaximum(float[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            if (values[i] > values[best]) {
                best = i;
            }
        }
        return best;
    }
}

package dev.weir.slm.sampling;

import dev.weir.slm.TokenEvidence;

/** Reads one position's logits, whose soft-max is the model's distribution over the next token. */
public final class Logits {

    private Logits() {}

    /** The most probable token; of equals, the one with the lowest id. */
    static int argmax(float[] logits) {
        int best = 0;
        for (int id = 1; id < logits.length; id++) {
            if (logits[id] > logits[best]) {
                best = id;
            }
        }
        return best;
    }

    /**
     * What the unmodified distribution says of a token.
     *
     * @throws ArithmeticException if the logits are no distribution: one is not a number, or all are minus infinity
     */
    public static TokenEvidence evidence(float[] logits, int chosen) {
        int best = argmax(logits);
        double top = logits[best];
        double second = Double.NEGATIVE_INFINITY;
        double sum = 0;
        double weighted = 0;
        for (int id = 0; id < logits.length; id++) {
            double below = logits[id] - top;
            double weight = Math.exp(below);
            sum += weight;
            // An impossible token, at minus infinity, adds nothing; 0 times infinity would be no number.
            weighted += weight == 0 ? 0 : weight * below;
            if (id != best && logits[id] > second) {
                second = logits[id];
            }
        }
        double logSum = Math.log(sum);
        if (Double.isNaN(logSum)) {
            throw new ArithmeticException("the model computed logits that are not numbers");
        }
        float logProbability = (float) Math.min(0, logits[chosen] - top - logSum);
        return new TokenEvidence(
                chosen, logProbability, (float) (top - second), (float) Math.max(0, logSum - weighted / sum));
    }
}

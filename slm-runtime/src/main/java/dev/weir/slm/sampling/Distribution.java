package dev.weir.slm.sampling;

import dev.weir.slm.TokenEvidence;
import dev.weir.slm.TokenEvidence.Alternative;
import java.util.List;
import java.util.Objects;

/**
 * What one position's logits say, measured once, before anything changes them: the most probable token is at hand
 * without another look at them, and so is the evidence of any token.
 *
 * <p>The logits must stay as they are until the evidence has been taken.
 */
public final class Distribution {

    private final Logits logits;
    private final int best;
    private final double logSumExp;
    private final float margin;
    private final float entropy;
    private final List<Alternative> alternatives;

    private Distribution(Logits logits, TopTokens top, int alternatives, double logSum, double entropy) {
        this.logits = logits;
        this.best = top.id(0);
        this.logSumExp = top.logit(0) + logSum;
        this.margin = top.count() > 1 ? top.logit(0) - top.logit(1) : Float.POSITIVE_INFINITY;
        this.entropy = (float) Math.max(0, entropy);
        this.alternatives = alternatives == 0 ? List.of() : top.alternatives(alternatives, logSumExp);
    }

    /**
     * Measures logits.
     *
     * @param alternatives how many of the most probable tokens the evidence lists; at least 0
     * @throws ArithmeticException if the logits are no distribution: one is not a number, or all are minus infinity
     */
    public static Distribution of(Logits logits, int alternatives) {
        return of(logits, alternatives, RowArithmetic.FASTEST);
    }

    static Distribution of(Logits logits, int alternatives, RowArithmetic arithmetic) {
        TopTokens top = new TopTokens(Math.max(2, alternatives));
        arithmetic.offer(logits.floats(), logits.size(), top);
        if (top.count() == 0 || top.logit(0) == Float.POSITIVE_INFINITY) {
            throw new ArithmeticException("the model computed no finite logit, or an infinite one");
        }
        RowArithmetic.Sums sums = arithmetic.sums(logits.floats(), logits.size(), top.id(0));
        if (Double.isNaN(sums.others())) {
            throw new ArithmeticException("the model computed logits that are not numbers");
        }
        double logSum = Math.log1p(sums.others());
        return new Distribution(logits, top, alternatives, logSum, logSum - sums.weighted() / (1 + sums.others()));
    }

    /**
     * Begins to make ready what measures fastest, in a thread of its own; until it is, a slower way is taken. Whoever
     * loads a model calls it beforehand; without, the first measurement does.
     */
    public static void prepare() {
        Objects.requireNonNull(RowArithmetic.FASTEST);
    }

    /** The most probable token; of equals, the one with the lowest id. */
    public int best() {
        return best;
    }

    /** What the distribution says of a token. */
    public TokenEvidence evidence(int chosen) {
        float logProbability = (float) Math.min(0, logits.get(chosen) - logSumExp);
        return new TokenEvidence(chosen, logProbability, margin, entropy, alternatives);
    }

    Logits logits() {
        return logits;
    }
}

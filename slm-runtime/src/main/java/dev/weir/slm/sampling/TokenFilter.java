package dev.weir.slm.sampling;

import java.util.Set;

/** Which tokens may come next. */
@FunctionalInterface
public interface TokenFilter {

    /** Sets the logits of the forbidden tokens to minus infinity and leaves the others. */
    void apply(float[] logits);

    /** Forbids these tokens; ids outside the vocabulary are passed over. */
    static TokenFilter forbidding(Set<Integer> ids) {
        int[] forbidden = ids.stream().mapToInt(Integer::intValue).toArray();
        return logits -> {
            for (int id : forbidden) {
                if (id >= 0 && id < logits.length) {
                    logits[id] = Float.NEGATIVE_INFINITY;
                }
            }
        };
    }

    /** Forbids what either forbids. */
    default TokenFilter and(TokenFilter other) {
        return logits -> {
            apply(logits);
            other.apply(logits);
        };
    }
}

package dev.weir.gateway.routing;

import org.jspecify.annotations.Nullable;

/**
 * By what a draft is judged.
 *
 * @param threshold null keeps nothing
 * @param witness who sees what becomes of it
 */
public record Judgement(@Nullable Threshold threshold, Witness witness) {

    /** Nobody learns from what follows. */
    static Judgement unobserved(@Nullable Threshold threshold) {
        return new Judgement(threshold, Witness.NONE);
    }
}

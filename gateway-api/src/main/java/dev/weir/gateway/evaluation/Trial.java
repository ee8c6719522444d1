package dev.weir.gateway.evaluation;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the local model made of an example.
 *
 * @param evidence null when it gave no answer
 * @param right whether the answer says what was expected
 */
public record Trial<E>(
        Example example,
        String answer,
        @Nullable E evidence,
        boolean right,
        Duration wallTime,
        Duration cpuTime,
        long promptTokens,
        long completionTokens) {}

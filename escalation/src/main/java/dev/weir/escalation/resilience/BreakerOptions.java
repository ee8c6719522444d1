package dev.weir.escalation.resilience;

import java.time.Duration;

/**
 * When a circuit breaker opens and closes.
 *
 * @param slidingWindow how many of the last attempts it judges by
 * @param minimumAttempts how many it must have seen before it may open
 * @param failurePercentage the share of failed attempts at which it opens
 * @param openFor how long it lets nothing through, before it tries again
 * @param trialAttempts how many it then lets through to decide whether to close
 */
public record BreakerOptions(
        int slidingWindow, int minimumAttempts, float failurePercentage, Duration openFor, int trialAttempts) {

    /** Opens when half of the last 20 attempts failed, for 15 seconds. */
    public static final BreakerOptions STANDARD = new BreakerOptions(20, 10, 50, Duration.ofSeconds(15), 3);
}

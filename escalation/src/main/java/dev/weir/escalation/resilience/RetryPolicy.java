package dev.weir.escalation.resilience;

import dev.weir.escalation.EscalationException;
import dev.weir.escalation.EscalationException.Interrupted;
import dev.weir.escalation.EscalationException.Refused;
import dev.weir.escalation.EscalationException.TimedOut;
import dev.weir.escalation.EscalationException.Unavailable;
import dev.weir.escalation.EscalationException.Unsupported;
import io.github.resilience4j.core.IntervalFunction;
import java.time.Duration;
import java.util.Optional;

/**
 * Whether a failed attempt is followed by another, and after what pause. A provider that says when to come back is
 * obeyed, or, where that would be too late, not asked again.
 *
 * @param maxAttempts the first one included
 * @param backoff milliseconds before the n-th retry, jitter included
 */
record RetryPolicy(int maxAttempts, IntervalFunction backoff) {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(8);
    private static final double GROWTH = 2;
    private static final double JITTER = 0.5;

    static RetryPolicy standard(int maxAttempts) {
        return new RetryPolicy(
                maxAttempts, IntervalFunction.ofExponentialRandomBackoff(FIRST_PAUSE, GROWTH, JITTER, LONGEST_PAUSE));
    }

    /**
     * @param attempts how many were made
     * @param repeatsLate whether an attempt that timed out may be repeated
     * @param remaining until the deadline
     */
    Optional<Duration> pauseBeforeNext(
            int attempts, EscalationException failure, boolean repeatsLate, Duration remaining) {
        if (attempts >= maxAttempts || !mayPass(failure, repeatsLate)) {
            return Optional.empty();
        }
        if (asksForMoreThanPatience(failure)) {
            return Optional.empty();
        }
        return Optional.of(pause(attempts, failure)).filter(pause -> pause.compareTo(remaining) < 0);
    }

    /** Whoever called can ask another model, or has a draft, long before such a pause is over. */
    private static boolean asksForMoreThanPatience(EscalationException failure) {
        return failure instanceof Unavailable unavailable
                && unavailable.retryAfter() != null
                && unavailable.retryAfter().compareTo(LONGEST_PAUSE) > 0;
    }

    private static boolean mayPass(EscalationException failure, boolean repeatsLate) {
        return switch (failure) {
            case Refused _, Unsupported _, Interrupted _ -> false;
            case TimedOut _ -> repeatsLate;
            case Unavailable unavailable ->
                switch (unavailable.reason()) {
                    case UNREACHABLE, FAILING, LIMITED -> true;
                    // There is another key, which nobody has rejected.
                    case KEY_REJECTED -> Duration.ZERO.equals(unavailable.retryAfter());
                    case BREAKER_OPEN, TOO_BUSY -> false;
                };
        };
    }

    private Duration pause(int attempts, EscalationException failure) {
        if (failure instanceof Unavailable unavailable && unavailable.retryAfter() != null) {
            // A little later than told, and not all callers at once.
            return unavailable.retryAfter().plusMillis(backoff.apply(1) / 4);
        }
        return Duration.ofMillis(backoff.apply(attempts));
    }
}

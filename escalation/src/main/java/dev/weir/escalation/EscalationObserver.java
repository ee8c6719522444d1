package dev.weir.escalation;

import java.time.Duration;

/** Hears what happens to calls of hosted models, for meters. It is called on event loops: it must not block or throw. */
public interface EscalationObserver {

    /** Hears and forgets. */
    EscalationObserver NONE = new EscalationObserver() {};

    /** One request was sent, or its connection tried, and this is how it ended; for a stream, when the stream ended. */
    default void attempted(String model, Result result, Duration took) {}

    /** The last attempt ended so, and another one follows after a pause. */
    default void retried(String model, Result result, Duration pause) {}

    default void breakerChanged(String model, HostedHealth.Breaker state) {}

    /** How one attempt ended. */
    enum Result {
        ANSWERED,
        REFUSED,
        UNSUPPORTED,
        UNREACHABLE,
        FAILING,
        LIMITED,
        KEY_REJECTED,
        BREAKER_OPEN,
        TOO_BUSY,
        TIMED_OUT,
        INTERRUPTED,
        /** The caller left before the end. */
        CANCELLED;

        public static Result of(EscalationException failure) {
            return switch (failure) {
                case EscalationException.Refused _ -> REFUSED;
                case EscalationException.Unsupported _ -> UNSUPPORTED;
                case EscalationException.Unavailable unavailable -> of(unavailable.reason());
                case EscalationException.TimedOut _ -> TIMED_OUT;
                case EscalationException.Interrupted _ -> INTERRUPTED;
            };
        }

        private static Result of(EscalationException.Unavailable.Reason reason) {
            return switch (reason) {
                case UNREACHABLE -> UNREACHABLE;
                case FAILING -> FAILING;
                case LIMITED -> LIMITED;
                case KEY_REJECTED -> KEY_REJECTED;
                case BREAKER_OPEN -> BREAKER_OPEN;
                case TOO_BUSY -> TOO_BUSY;
            };
        }
    }
}

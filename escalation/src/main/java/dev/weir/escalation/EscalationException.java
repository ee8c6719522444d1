package dev.weir.escalation;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Every way the hosted tier gives no answer, split by what the caller can do about it. Messages are ours, never a provider's. */
public abstract sealed class EscalationException extends RuntimeException {

    private EscalationException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** The provider found the request itself wrong; sending it again cannot help. */
    public static final class Refused extends EscalationException {

        private final int status;
        private final @Nullable String param;
        private final @Nullable String code;

        /**
         * @param status the provider's 4xx
         * @param param the offending field, where the provider named one in the form of an identifier
         * @param code the provider's error code, where it has the form of an identifier
         */
        public Refused(int status, @Nullable String param, @Nullable String code) {
            super("the provider refused the request with status " + status, null);
            this.status = status;
            this.param = param;
            this.code = code;
        }

        public int status() {
            return status;
        }

        public @Nullable String param() {
            return param;
        }

        public @Nullable String code() {
            return code;
        }
    }

    /** The model has no way to do what was asked, whatever its load; another one may. Nothing was computed. */
    public static final class Unsupported extends EscalationException {

        private final String what;

        /** @param what the operation or the request field, in the form of an identifier */
        public Unsupported(String what) {
            super("the hosted model cannot do " + what, null);
            this.what = what;
        }

        public String what() {
            return what;
        }
    }

    /** The provider cannot answer now: unreachable, overloaded, limiting, misconfigured, or kept off by the breaker or the call limit. */
    public static final class Unavailable extends EscalationException {

        private final Reason reason;
        private final @Nullable Duration retryAfter;

        public Unavailable(Reason reason, @Nullable Duration retryAfter, @Nullable Throwable cause) {
            super("the provider is unavailable: " + reason, cause);
            this.reason = reason;
            this.retryAfter = retryAfter;
        }

        public Reason reason() {
            return reason;
        }

        /** How long the provider asked to be left alone, where it said so. */
        public @Nullable Duration retryAfter() {
            return retryAfter;
        }

        /** Why a provider is unavailable. */
        public enum Reason {
            /** No connection could be made. */
            UNREACHABLE,
            /** It answered with a 5xx or another status that the caller cannot mend, or with something that is not an answer. */
            FAILING,
            /** It answered 429. */
            LIMITED,
            /** It did not accept our key, or our account. */
            KEY_REJECTED,
            /** The circuit breaker is open. */
            BREAKER_OPEN,
            /** As many calls run and wait as may, or the wait for a place was too long. */
            TOO_BUSY
        }
    }

    /** The provider's answer did not come, or did not go on, in time. */
    public static final class TimedOut extends EscalationException {

        public TimedOut(@Nullable Throwable cause) {
            super("the provider did not answer in time", cause);
        }
    }

    /** The provider's stream broke after part of the answer was delivered. It is never sent again. */
    public static final class Interrupted extends EscalationException {

        public Interrupted(@Nullable Throwable cause) {
            super("the provider's stream broke off", cause);
        }
    }
}

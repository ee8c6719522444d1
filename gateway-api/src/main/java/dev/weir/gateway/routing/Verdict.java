package dev.weir.gateway.routing;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/** What is done with a request once the local tier has had its turn. */
sealed interface Verdict {

    /** The draft is the answer. */
    record Keep(Draft draft, Reason reason) implements Verdict {}

    /** Whatever the local tier writes is the answer, so it flows to the caller while it is written. */
    record Commit(Flux<LocalEvent> answer, Reason reason) implements Verdict {}

    /**
     * The hosted tier is asked.
     *
     * @param draft null when the local tier gave none
     * @param failure why it gave none; null when it gave one, or was not asked
     */
    record Escalate(
            Reason reason, @Nullable Draft draft, @Nullable TierException failure) implements Verdict {

        Escalate(Reason reason) {
            this(reason, null, null);
        }

        Escalate(Reason reason, Draft draft) {
            this(reason, draft, null);
        }

        Escalate(TierException failure) {
            this(reasonOf(failure.failure()), null, failure);
        }

        private static Reason reasonOf(TierFailure failure) {
            return switch (failure) {
                case UNSUPPORTED, PROMPT_TOO_LONG, REFUSED -> Reason.UNSUPPORTED;
                case SATURATED, LIMITED -> Reason.SATURATED;
                case TIMED_OUT -> Reason.DEADLINE;
                case UNAVAILABLE, INTERRUPTED, BROKEN -> Reason.LOCAL_FAILED;
            };
        }
    }
}

package dev.weir.gateway.routing;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/** What is done with a request once the local tier has had its turn. */
sealed interface Verdict {

    /** By what the draft was judged; where there was none, by what it would have been. */
    Judgement judgement();

    /** The draft is the answer. */
    record Keep(Draft draft, Reason reason, Judgement judgement) implements Verdict {}

    /** Whatever the local tier writes is the answer, so it flows to the caller while it is written. */
    record Commit(Flux<LocalEvent> answer, Reason reason, Judgement judgement) implements Verdict {}

    /**
     * The hosted tier is asked.
     *
     * @param draft null when the local tier gave none
     * @param failure why it gave none; null when it gave one, or was not asked
     */
    record Escalate(
            Reason reason, @Nullable Draft draft, @Nullable TierException failure, Judgement judgement)
            implements Verdict {

        Escalate(Reason reason, Judgement judgement) {
            this(reason, null, null, judgement);
        }

        Escalate(Reason reason, Draft draft, Judgement judgement) {
            this(reason, draft, null, judgement);
        }

        Escalate(TierException failure, Judgement judgement) {
            this(reasonOf(failure.failure()), null, failure, judgement);
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

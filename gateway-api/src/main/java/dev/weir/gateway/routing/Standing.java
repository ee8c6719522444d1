package dev.weir.gateway.routing;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What lets a route keep drafts. It may change while requests run, so a draft is judged once. Any thread.
 */
public interface Standing {

    /** The least confidence at which drafts are kept now; null keeps none. */
    @Nullable
    Threshold threshold();

    /** Why that is so. */
    State state();

    /**
     * Judges a draft that may be learnt from: the request may leave the process, there is a hosted tier, and nobody
     * pinned one. Called at most once for each draft.
     */
    default Judgement judge(Confidence confidence) {
        return Judgement.unobserved(threshold());
    }

    /** A threshold that an operator or a model's folder sets, and that nothing moves; null keeps nothing. */
    static Standing fixed(@Nullable Threshold threshold) {
        return new FixedStanding(threshold == null ? State.UNCERTIFIED : State.STATIC, threshold);
    }

    /** Where a route can stand. The words are public: metrics and the management port have them. */
    enum State {
        /** The threshold was set by hand; nobody proved what it keeps. */
        STATIC,
        /** No threshold has been proved yet. */
        UNCERTIFIED,
        /** The threshold is proved to keep the route's promise. */
        CERTIFIED,
        /** It was proved, and recent traffic casts doubt on it. */
        SUSPENDED,
        /** It was proved for another model, tokenizer, template or calibrator. */
        VOID;

        /** As written on meters and in answers of the management port. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}

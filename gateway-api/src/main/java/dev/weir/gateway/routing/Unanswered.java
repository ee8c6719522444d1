package dev.weir.gateway.routing;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** No tier answered, or an answer broke off. Says what the caller needs to know, and what to do about it. */
public final class Unanswered extends RuntimeException {

    private final RouteId route;
    private final Reason verdict;
    private final Why why;
    private final @Nullable TierException failure;

    Unanswered(RouteId route, Reason verdict, Why why, @Nullable TierException failure) {
        super("route " + route + " gave no answer: " + why, failure);
        this.route = route;
        this.verdict = verdict;
        this.why = why;
        this.failure = failure;
    }

    public RouteId route() {
        return route;
    }

    public Reason verdict() {
        return verdict;
    }

    public Why why() {
        return why;
    }

    /** The tier's own account: the local one's for the {@code LOCAL_ONLY} kinds, else the hosted one's. */
    public @Nullable TierException failure() {
        return failure;
    }

    /** The cause in one word, as written in the access log and on meters. */
    String word() {
        Enum<?> cause = failure == null ? why : failure.failure();
        return cause.name().toLowerCase(Locale.ROOT);
    }

    /** What stood in the way. */
    public enum Why {
        /** The route has neither a local model nor a hosted one that is configured. */
        NO_TIER,
        /** The local tier gave nothing and nothing may leave. */
        LOCAL_ONLY_EGRESS_DENIED,
        /** The local tier gave nothing and the caller pinned it. */
        LOCAL_ONLY_PINNED,
        /** The local tier gave nothing and no hosted model is configured. */
        LOCAL_ONLY_UNCONFIGURED,
        /** The draft was not to be trusted, no hosted model is configured, and the route says to fail then. */
        HOSTED_UNCONFIGURED,
        /** The caller pinned the hosted tier, and nothing may leave. */
        HOSTED_PINNED_EGRESS_DENIED,
        /** The hosted tier was asked and gave nothing. */
        HOSTED_FAILED,
        /** The hosted tier's answer broke off. */
        HOSTED_BROKE_OFF,
        /** The local tier's answer broke off. */
        LOCAL_BROKE_OFF
    }
}

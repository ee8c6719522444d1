package dev.weir.gateway.routing;

import java.util.Locale;

/** Why a verdict is what it is. The words are public: callers read them in {@code x-weir-verdict}. */
public enum Reason {
    /** The draft's confidence meets the route's threshold. */
    CONFIDENT,
    /** The draft's confidence is below the route's threshold. */
    BELOW_THRESHOLD,
    /** The route has no threshold that anything vouches for. */
    UNCERTIFIED,
    /** The local model cannot do what was asked. */
    UNSUPPORTED,
    /** The local model has no room for another request. */
    SATURATED,
    /** There was no time: for the draft, so the hosted tier was asked without it, or for the hosted tier, so the draft was kept. */
    DEADLINE,
    /** The hosted tier was asked beside the local model, and was ready first. */
    HEDGED,
    /** The local model failed. */
    LOCAL_FAILED,
    /** The caller or the operator fixed the tier; a route without a local model fixes the hosted one. */
    PINNED,
    /** Nothing of this request may leave, so the draft was kept although it would have escalated. */
    EGRESS_DENIED,
    /** The draft should have escalated, but no hosted model could be reached. */
    HOSTED_UNAVAILABLE;

    /** As written in headers and on meters. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}

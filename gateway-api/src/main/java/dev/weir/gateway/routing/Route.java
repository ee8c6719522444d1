package dev.weir.gateway.routing;

import org.jspecify.annotations.Nullable;

/**
 * The operator's rule for one group of prompts.
 *
 * @param local null when the route has no local model
 * @param hosted null when no hosted model is configured
 * @param threshold null when nothing vouches for one: every draft escalates, as {@code uncertified}
 * @param pin the only tier that may answer; null leaves it to the confidence
 * @param egressDenied nothing of a request may leave
 * @param onHostedUnavailable what becomes of a draft that should have escalated
 */
public record Route(
        RouteId id,
        @Nullable LocalTier local,
        @Nullable HostedTier hosted,
        @Nullable Threshold threshold,
        @Nullable TierName pin,
        boolean egressDenied,
        OnHostedUnavailable onHostedUnavailable) {

    /** The tier that must answer this prompt. A caller can tighten the route's own pin to local, never loosen it. */
    @Nullable
    TierName pinFor(Prompt prompt) {
        return pin == null || prompt.pin() == TierName.LOCAL ? prompt.pin() : pin;
    }

    /** What becomes of a draft that should have escalated but cannot. */
    public enum OnHostedUnavailable {
        /** It is served, and says so. */
        KEEP,
        /** The caller gets an error. */
        FAIL
    }
}

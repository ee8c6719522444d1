package dev.weir.gateway.routing;

import org.jspecify.annotations.Nullable;

/**
 * The operator's rule for one group of prompts.
 *
 * @param local null when the route has no local model
 * @param hosted null when no hosted model is configured
 * @param standing what lets it keep drafts
 * @param pin the only tier that may answer; null leaves it to the confidence
 * @param egressDenied nothing of a request may leave
 * @param onHostedUnavailable what becomes of a draft that should have escalated
 */
public record Route(
        RouteId id,
        @Nullable LocalTier local,
        @Nullable HostedTier hosted,
        Standing standing,
        @Nullable TierName pin,
        boolean egressDenied,
        OnHostedUnavailable onHostedUnavailable) {

    /**
     * The tier that must answer this prompt. A caller can tighten the route's own pin to local, never loosen it.
     * Vectors of two models cannot be compared, so embeddings never change their tier: the local one gives them if it
     * can, however it fares.
     */
    @Nullable
    TierName pinFor(Prompt prompt) {
        TierName pinned = pin == null || prompt.pin() == TierName.LOCAL ? prompt.pin() : pin;
        if (pinned == null && prompt.form() instanceof AnswerForm.Embeddings) {
            return local != null && local.embeds() ? TierName.LOCAL : TierName.HOSTED;
        }
        return pinned;
    }

    /** Whether drafts for this prompt may be learnt from: they answer a chat, and the confidence decides who answers. */
    boolean isObservable(Prompt prompt) {
        return !(prompt.form() instanceof AnswerForm.Decision || prompt.form() instanceof AnswerForm.Continuation)
                && mayEscalate(prompt);
    }

    /** Whether either tier may answer this prompt, and the confidence decides which. */
    boolean mayEscalate(Prompt prompt) {
        return local != null && hosted != null && pinFor(prompt) == null && !egressDenied && !prompt.egressDenied();
    }

    /** What becomes of a draft that should have escalated but cannot. */
    public enum OnHostedUnavailable {
        /** It is served, and says so. */
        KEEP,
        /** The caller gets an error. */
        FAIL
    }
}

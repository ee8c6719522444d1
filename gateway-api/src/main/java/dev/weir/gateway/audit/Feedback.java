package dev.weir.gateway.audit;

import dev.weir.gateway.audit.AuditObserver.Result;
import dev.weir.gateway.audit.AuditObserver.Source;
import dev.weir.gateway.audit.RecentAnswers.Answered;
import dev.weir.gateway.routing.RouteId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes what callers say of answers. It is counted for every route, and is evidence only where the operator declares it
 * representative: people complain of what annoys them, which is no random sample.
 */
public final class Feedback {

    private final RecentAnswers recent;
    private final AuditObserver observer;

    public Feedback(RecentAnswers recent, AuditObserver observer) {
        this.recent = recent;
        this.observer = observer;
    }

    /**
     * Takes what someone says of one answer.
     *
     * @param responseId as callers got it, such as {@code chatcmpl-…}, or the request's id
     * @param correct whether the answer that was served was right; null when only a label is given
     * @param label what would have been right; null when it is not said
     * @return the route that answered; empty when the answer is unknown or too old
     */
    public Optional<RouteId> take(String responseId, @Nullable Boolean correct, @Nullable String label) {
        Answered answered = find(responseId);
        if (answered == null) {
            return Optional.empty();
        }
        Boolean right = rightness(answered, correct, label);
        observer.labelled(
                answered.route().value(),
                Source.FEEDBACK,
                right == null ? Result.LOST : right ? Result.RIGHT : Result.WRONG);
        if (right != null) {
            answered.label().accept(right);
        }
        return Optional.of(answered.route());
    }

    private @Nullable Answered find(String responseId) {
        Answered found = recent.find(responseId);
        int dash = responseId.indexOf('-');
        return found != null || dash < 0 ? found : recent.find(responseId.substring(dash + 1));
    }

    /** Of the draft. Of an answer that the hosted tier gave, only a label says whether the draft would have been right. */
    private static @Nullable Boolean rightness(Answered answered, @Nullable Boolean correct, @Nullable String label) {
        if (label != null) {
            return label.strip().equals(answered.draft().strip());
        }
        return answered.served() ? correct : null;
    }
}

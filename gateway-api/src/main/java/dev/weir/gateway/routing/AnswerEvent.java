package dev.weir.gateway.routing;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a caller gets, in order: {@link Opened} at the commit point, then the answer as {@link Written} from the local or
 * {@link Json} from the hosted tier, then {@link Closed}. An error after {@link Opened} means that the answer broke off.
 */
public sealed interface AnswerEvent {

    /**
     * The commit point: from here on the tier cannot change.
     *
     * @param confidence null when the local tier gave no draft, or has not finished it
     * @param threshold null when the route has none
     * @param unused fields of the request that made no difference to a local answer
     */
    record Opened(
            RouteId route,
            TierName tier,
            String model,
            Reason verdict,
            @Nullable Confidence confidence,
            @Nullable Threshold threshold,
            List<String> unused)
            implements AnswerEvent {

        public Opened {
            unused = List.copyOf(unused);
        }
    }

    /** A local answer goes on. */
    record Written(Piece piece) implements AnswerEvent {}

    /** One object of a hosted answer, as {@link HostedEvent.Json} has it. */
    record Json(Object object) implements AnswerEvent {}

    /**
     * The end of a complete answer.
     *
     * @param finishes why each choice ends; empty for a hosted answer, which says so itself
     * @param promptTokens in the count of the tier that answered
     * @param cost dollars for everything the request used; null when its hosted model has no price
     * @param localTime null when the local tier gave no draft
     * @param hostedTime null when no hosted model was asked
     */
    record Closed(
            List<Draft.Finish> finishes,
            long promptTokens,
            long completionTokens,
            @Nullable BigDecimal cost,
            @Nullable Duration localTime,
            @Nullable Duration hostedTime)
            implements AnswerEvent {

        public Closed {
            finishes = List.copyOf(finishes);
        }
    }
}

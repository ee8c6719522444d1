package dev.weir.gateway.ledger;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The closed bill of one request. Its words are those that callers see in the {@code x-weir-*} headers.
 *
 * @param tier null when nothing was answered
 * @param model null when nothing was answered
 * @param verdict null when the request failed before it had one
 * @param confidence of the draft; null when there was none
 * @param failure why nothing, or not everything, was answered; null when all was
 * @param local null when the local tier gave no draft
 * @param hosted every hosted call that has to be paid for, in the order in which they ended
 */
public record Settlement(
        String requestId,
        String route,
        boolean streamed,
        @Nullable String tier,
        @Nullable String model,
        @Nullable String verdict,
        @Nullable Double confidence,
        End end,
        @Nullable String failure,
        Duration total,
        @Nullable LocalCharge local,
        BigDecimal localCost,
        List<PricedCharge> hosted) {

    private static final String LOCAL = "local";

    public Settlement {
        hosted = List.copyOf(hosted);
    }

    /** How a request ended. */
    public enum End {
        /** The caller got an answer. */
        ANSWERED,
        /** The caller got an error, or a stream that broke off. */
        FAILED,
        /** The caller left first. */
        CANCELLED
    }

    /** Dollars for everything this request used, but for hosted calls whose model has no price. */
    public BigDecimal cost() {
        return hosted.stream().map(PricedCharge::cost).filter(Objects::nonNull).reduce(localCost, BigDecimal::add);
    }

    /** Whether a draft was written that was not served. */
    public boolean wastedItsDraft() {
        return local != null && !LOCAL.equals(tier);
    }
}

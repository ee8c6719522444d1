package dev.weir.gateway.ledger;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a hosted call used.
 *
 * @param model what the provider says has answered
 * @param pricedAs the name under which the operator configured it, where its price is looked up first
 * @param promptTokens all of them, the cached ones included
 * @param measured false when the provider sent no usage and the numbers are our estimate
 * @param wallTime from sending the request to the end of the answer, retries included; of waste, its own time
 * @param waste null when it paid for the answer that was served
 */
public record HostedCharge(
        String model,
        String pricedAs,
        long promptTokens,
        long cachedPromptTokens,
        long completionTokens,
        boolean measured,
        Duration wallTime,
        @Nullable Waste waste) {

    /** The same as waste of a kind. */
    public HostedCharge wastedAs(Waste kind) {
        return new HostedCharge(
                model, pricedAs, promptTokens, cachedPromptTokens, completionTokens, measured, wallTime, kind);
    }
}

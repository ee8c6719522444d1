package dev.weir.gateway.ledger;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A running request's charges. Tiers add from their threads and a caller who leaves settles from another, so every
 * method holds the lock.
 */
public final class Bill {

    private final String requestId;
    private final String route;
    private final boolean streamed;
    private final PriceList prices;
    private final long openedNanos;

    private @Nullable String tier;
    private @Nullable String model;
    private @Nullable String verdict;
    private @Nullable Double confidence;
    private @Nullable LocalCharge local;
    private final List<PricedCharge> hosted = new ArrayList<>();

    public Bill(String requestId, String route, boolean streamed, PriceList prices) {
        this.requestId = requestId;
        this.route = route;
        this.streamed = streamed;
        this.prices = prices;
        this.openedNanos = System.nanoTime();
    }

    public synchronized void add(LocalCharge charge, double draftConfidence) {
        local = charge;
        confidence = draftConfidence;
    }

    public synchronized void add(HostedCharge charge) {
        hosted.add(new PricedCharge(charge, prices.of(charge)));
    }

    /** Notes what the caller is told, once it is certain. */
    public synchronized void answeredBy(String answeringTier, String answeringModel, String reason) {
        tier = answeringTier;
        model = answeringModel;
        verdict = reason;
    }

    /** Notes the verdict of a request that gets no answer. */
    public synchronized void unanswered(String reason) {
        verdict = reason;
    }

    public synchronized @Nullable LocalCharge local() {
        return local;
    }

    /** Dollars so far; null when a hosted call has no price. */
    public synchronized @Nullable BigDecimal cost() {
        BigDecimal sum = localCost();
        for (PricedCharge priced : hosted) {
            if (priced.cost() == null) {
                return null;
            }
            sum = sum.add(priced.cost());
        }
        return sum;
    }

    /** Closes the bill. */
    public synchronized Settlement settle(Settlement.End end, @Nullable String failure) {
        return new Settlement(
                requestId,
                route,
                streamed,
                tier,
                model,
                verdict,
                confidence,
                end,
                failure,
                Duration.ofNanos(System.nanoTime() - openedNanos),
                local,
                localCost(),
                hosted);
    }

    private BigDecimal localCost() {
        return local == null ? BigDecimal.ZERO : prices.of(local);
    }
}

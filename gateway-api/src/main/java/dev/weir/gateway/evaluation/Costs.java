package dev.weir.gateway.evaluation;

import dev.weir.gateway.ledger.HostedCharge;
import dev.weir.gateway.ledger.LocalCharge;
import dev.weir.gateway.ledger.PriceList;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the requests cost with the route as it is, and if the hosted tier answered all of them.
 *
 * <p>An estimate: a hosted answer is taken to be as long as the local one, in the local model's count of tokens.
 */
public final class Costs {

    private final PriceList prices;
    private final @Nullable String hosted;

    /** @param hosted the model that would be asked first; null when the route has none */
    public Costs(PriceList prices, @Nullable String hosted) {
        this.prices = prices;
        this.hosted = hosted;
    }

    /** Null when the hosted model has no price, or there is none. */
    <E> @Nullable Comparison of(List<Trial<E>> trials, List<Boolean> kept) {
        if (hosted == null || !prices.knows(hosted) || trials.isEmpty()) {
            return null;
        }
        BigDecimal local = BigDecimal.ZERO;
        BigDecimal escalated = BigDecimal.ZERO;
        BigDecimal all = BigDecimal.ZERO;
        for (int i = 0; i < trials.size(); i++) {
            Trial<E> trial = trials.get(i);
            BigDecimal hostedCost = hostedCost(trial, hosted);
            all = all.add(hostedCost);
            escalated = escalated.add(kept.get(i) ? BigDecimal.ZERO : hostedCost);
            local = local.add(prices.of(new LocalCharge(
                    trial.promptTokens(), trial.completionTokens(), trial.wallTime(), trial.cpuTime())));
        }
        BigDecimal n = BigDecimal.valueOf(trials.size());
        return new Comparison(
                local.divide(n, MathContext.DECIMAL64).doubleValue(),
                escalated.divide(n, MathContext.DECIMAL64).doubleValue(),
                all.divide(n, MathContext.DECIMAL64).doubleValue());
    }

    private <E> BigDecimal hostedCost(Trial<E> trial, String model) {
        BigDecimal cost = prices.of(new HostedCharge(
                model.substring(model.indexOf('/') + 1),
                model,
                trial.promptTokens(),
                0,
                trial.completionTokens(),
                false,
                trial.wallTime(),
                null));
        return cost == null ? BigDecimal.ZERO : cost;
    }

    /** US dollars for one request, on average. */
    record Comparison(double local, double escalated, double allHosted) {

        double total() {
            return local + escalated;
        }

        /** The share of the cost of all-hosted that is saved; below 0 where the local tier costs more than it saves. */
        double saved() {
            return allHosted == 0 ? 0 : 1 - total() / allHosted;
        }
    }
}

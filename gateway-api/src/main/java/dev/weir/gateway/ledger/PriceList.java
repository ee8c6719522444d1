package dev.weir.gateway.ledger;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What things cost, in US dollars. */
public final class PriceList {

    private static final BigDecimal NANOS_PER_HOUR =
            BigDecimal.valueOf(Duration.ofHours(1).toNanos());

    private final Map<String, Price> prices;
    private final BigDecimal coreHour;

    /**
     * @param prices by hosted model
     * @param coreHour dollars for one processor core for one hour
     */
    public PriceList(Map<String, Price> prices, BigDecimal coreHour) {
        this.prices = Map.copyOf(prices);
        this.coreHour = coreHour;
    }

    /** Whether a model, or {@code provider/model}, has a price. */
    public boolean knows(String name) {
        return find(name) != null;
    }

    /** Dollars for processor time, which is what local work costs. */
    public BigDecimal of(LocalCharge charge) {
        return coreHour.multiply(BigDecimal.valueOf(charge.cpuTime().toNanos()))
                .divide(NANOS_PER_HOUR, MathContext.DECIMAL64);
    }

    /** Dollars for a hosted call; null when its model has no price. */
    public @Nullable BigDecimal of(HostedCharge charge) {
        Price configured = find(charge.pricedAs());
        Price price = configured == null ? prices.get(charge.model()) : configured;
        return price == null ? null : price.of(charge);
    }

    /** A price for {@code provider/model} goes before one for the model at any provider. */
    private @Nullable Price find(String name) {
        Price own = prices.get(name);
        return own == null ? prices.get(name.substring(name.indexOf('/') + 1)) : own;
    }
}

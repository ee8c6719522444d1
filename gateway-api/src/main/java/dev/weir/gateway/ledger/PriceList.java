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

    public boolean knows(String model) {
        return prices.containsKey(model);
    }

    /** Dollars for processor time, which is what local work costs. */
    public BigDecimal of(LocalCharge charge) {
        return coreHour.multiply(BigDecimal.valueOf(charge.cpuTime().toNanos()))
                .divide(NANOS_PER_HOUR, MathContext.DECIMAL64);
    }

    /** Dollars for a hosted call; null when its model has no price. */
    public @Nullable BigDecimal of(HostedCharge charge) {
        Price price = prices.getOrDefault(charge.pricedAs(), prices.get(charge.model()));
        return price == null ? null : price.of(charge);
    }
}

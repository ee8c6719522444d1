package dev.weir.gateway.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PriceTest {

    private static final Price PRICE =
            new Price(new BigDecimal("0.15"), new BigDecimal("0.075"), new BigDecimal("0.60"));

    @Test
    void addsUpEveryKindOfToken() {
        assertThat(PRICE.of(charge(1000, 400, 2000))).isEqualByComparingTo("0.00132");
    }

    @Test
    void isNeverNegativeWhereCachedTokensAreCountedApart() {
        assertThat(PRICE.of(charge(10, 1000, 0))).isEqualByComparingTo("0.00000075");
    }

    @Test
    void prefersThePriceAtOneProviderOverThatOfTheModel() {
        Price dearer = new Price(BigDecimal.ONE, BigDecimal.ONE, BigDecimal.ONE);
        PriceList prices = new PriceList(Map.of("m", PRICE, "p/m", dearer), BigDecimal.ZERO);

        assertThat(prices.of(charge(1_000_000, 0, 0))).isEqualByComparingTo("1");
        assertThat(prices.knows("q/m")).isTrue();
        assertThat(prices.knows("q/n")).isFalse();
    }

    @Test
    void countsProcessorTimeByTheCoreHour() {
        PriceList prices = new PriceList(Map.of(), new BigDecimal("3600"));

        assertThat(prices.of(new LocalCharge(1, 1, Duration.ofSeconds(9), Duration.ofMillis(2))))
                .isEqualByComparingTo("0.002");
    }

    private static HostedCharge charge(long prompt, long cached, long completion) {
        return new HostedCharge("m-2026", "p/m", prompt, cached, completion, true, Duration.ofMillis(1), null);
    }
}

package dev.weir.gateway.metering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.gateway.ledger.HostedCharge;
import dev.weir.gateway.ledger.LocalCharge;
import dev.weir.gateway.ledger.PricedCharge;
import dev.weir.gateway.ledger.Settlement;
import dev.weir.gateway.ledger.Settlement.End;
import dev.weir.gateway.ledger.Waste;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What Prometheus scrapes after a request was settled. */
class GatewayMetersTest {

    private static final LocalCharge LOCAL = new LocalCharge(9, 5, Duration.ofMillis(3), Duration.ofMillis(2));
    private static final HostedCharge HOSTED =
            new HostedCharge("m-2026", "m", 10, 0, 20, true, Duration.ofMillis(300), null);

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final GatewayMeters meters = new GatewayMeters(registry);

    @Test
    void countsAKeptRequestByTierAndVerdict() {
        meters.record(kept(0.73));

        assertThat(scrape())
                .contains("weir_requests_seconds_count{end=\"answered\",failure=\"none\",route=\"r\",tier=\"local\","
                        + "verdict=\"confident\"} 1")
                .contains("verdict=\"confident\",le=\"0.05\"} 1")
                .contains("weir_local_cpu_seconds_total{route=\"r\"} 0.002")
                .contains("weir_cost_usd_total{route=\"r\",tier=\"local\"} 2.0E-8")
                .contains("weir_tokens_total{kind=\"prompt\",route=\"r\",tier=\"local\"} 9")
                .doesNotContain("weir_escalations_total");
    }

    @Test
    void sortsConfidencesIntoBucketsOfFivePercent() {
        meters.record(kept(0.73));
        meters.record(kept(0.05));

        assertThat(scrape())
                .contains("weir_confidence_bucket{route=\"r\",le=\"5.0\"} 1")
                .contains("weir_confidence_bucket{route=\"r\",le=\"70.0\"} 1")
                .contains("weir_confidence_bucket{route=\"r\",le=\"75.0\"} 2");
    }

    @Test
    void countsAnEscalationByItsReason() {
        meters.record(escalated(new BigDecimal("0.00021")));

        assertThat(scrape())
                .contains("weir_escalations_total{reason=\"below_threshold\",route=\"r\"} 1")
                .contains("weir_cost_usd_total{route=\"r\",tier=\"hosted\"} 2.1E-4")
                .contains("weir_tokens_total{kind=\"completion\",route=\"r\",tier=\"hosted\"} 20");
    }

    @Test
    void countsACallWithoutAPriceApart() {
        meters.record(escalated(null));

        assertThat(scrape())
                .contains("weir_unpriced_calls_total{route=\"r\"} 1")
                .doesNotContain("weir_cost_usd_total{route=\"r\",tier=\"hosted\"}");
    }

    @Test
    void tellsWhatWasWasted() {
        HostedCharge lost = new HostedCharge("m", "p/m", 10, 0, 3, false, Duration.ZERO, Waste.UNFINISHED);
        meters.record(calling(
                new PricedCharge(lost, new BigDecimal("0.0001")), new PricedCharge(HOSTED, new BigDecimal("0.0002"))));

        assertThat(scrape())
                .contains("weir_waste_usd_total{kind=\"unfinished\",route=\"r\",tier=\"hosted\"} 1.0E-4")
                .contains("weir_waste_usd_total{kind=\"draft\",route=\"r\",tier=\"local\"} 2.0E-8")
                .contains("weir_cost_usd_total{route=\"r\",tier=\"hosted\"} 3.0")
                .contains("weir_estimated_calls_total{route=\"r\"} 1")
                .contains("weir_tier_duration_seconds_count{route=\"r\",tier=\"hosted\"} 1");
    }

    private String scrape() {
        return registry.scrape();
    }

    private static Settlement kept(double confidence) {
        return new Settlement(
                "req-1",
                "r",
                false,
                "local",
                "small",
                "confident",
                confidence,
                End.ANSWERED,
                null,
                Duration.ofMillis(4),
                LOCAL,
                new BigDecimal("0.00000002"),
                List.of());
    }

    private static Settlement escalated(@Nullable BigDecimal hostedCost) {
        return calling(new PricedCharge(HOSTED, hostedCost));
    }

    private static Settlement calling(PricedCharge... hosted) {
        return new Settlement(
                "req-1",
                "r",
                false,
                "hosted",
                "m",
                "below_threshold",
                0.1,
                End.ANSWERED,
                null,
                Duration.ofMillis(400),
                LOCAL,
                new BigDecimal("0.00000002"),
                List.of(hosted));
    }
}

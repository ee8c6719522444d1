package dev.weir.gateway.metering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.escalation.EscalationObserver.Result;
import dev.weir.escalation.HostedHealth;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HostedMetersTest {

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final HostedMeters meters = new HostedMeters(registry);

    @Test
    void countsEveryAttemptByItsResult() {
        meters.attempted("m", Result.LIMITED, Duration.ofMillis(20));
        meters.retried("m", Result.LIMITED, Duration.ofMillis(500));
        meters.attempted("m", Result.ANSWERED, Duration.ofMillis(300));

        assertThat(registry.scrape())
                .contains("weir_hosted_attempts_seconds_count{model=\"m\",result=\"limited\"} 1")
                .contains("weir_hosted_attempts_seconds_sum{model=\"m\",result=\"answered\"} 0.3")
                .contains("weir_hosted_retries_total{after=\"limited\",model=\"m\"} 1");
    }

    @Test
    void countsWhenABreakerOpens() {
        meters.breakerChanged("m", HostedHealth.Breaker.OPEN);

        assertThat(registry.scrape()).contains("weir_hosted_breaker_changes_total{model=\"m\",state=\"open\"} 1");
    }

    @Test
    void showsTheStateOfABreakerAndTheLimitOfCalls() {
        meters.watch("m", () -> new HostedHealth("m", HostedHealth.Breaker.HALF_OPEN, false, 3, 2, 5, 8));

        assertThat(registry.scrape())
                .contains("weir_hosted_breaker{model=\"m\",state=\"half_open\"} 1")
                .contains("weir_hosted_breaker{model=\"m\",state=\"closed\"} 0")
                .contains("weir_hosted_running{model=\"m\"} 3")
                .contains("weir_hosted_waiting{model=\"m\"} 2")
                .contains("weir_hosted_limit{model=\"m\"} 5");
    }
}

package dev.weir.gateway.wiring;

import dev.weir.escalation.HostedHealth;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Shows how each hosted model fares. Always up: a provider's bad day is no reason to take this process out of service,
 * which can still answer locally, from another provider, or with an honest error.
 */
final class HostedHealthIndicator implements HealthIndicator {

    private final Supplier<List<HostedHealth>> models;

    HostedHealthIndicator(Supplier<List<HostedHealth>> models) {
        this.models = models;
    }

    @Override
    public Health health() {
        Health.Builder up = Health.up();
        models.get().forEach(model -> up.withDetail(model.name(), detailsOf(model)));
        return up.build();
    }

    private static Map<String, Object> detailsOf(HostedHealth model) {
        return Map.of(
                "breaker",
                model.breaker().name().toLowerCase(Locale.ROOT),
                "troubled",
                model.troubled(),
                "running",
                model.callsInFlight(),
                "waiting",
                model.callsWaiting(),
                "limit",
                model.callLimit());
    }
}

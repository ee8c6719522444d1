package dev.weir.gateway.metering;

import dev.weir.escalation.EscalationObserver;
import dev.weir.escalation.HostedHealth;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;

/** Meters of what happens between Weir and its providers: every attempt, not only the last one of a request. */
public final class HostedMeters implements EscalationObserver {

    private final MeterRegistry registry;

    public HostedMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void attempted(String model, Result result, Duration took) {
        Timer.builder("weir.hosted.attempts")
                .description("Requests sent to providers, repeated ones too")
                .tags("model", model, "result", wordOf(result))
                .register(registry)
                .record(took);
    }

    @Override
    public void retried(String model, Result result, Duration pause) {
        registry.counter("weir.hosted.retries", "model", model, "after", wordOf(result))
                .increment();
    }

    @Override
    public void breakerChanged(String model, HostedHealth.Breaker state) {
        registry.counter("weir.hosted.breaker.changes", "model", model, "state", wordOf(state))
                .increment();
    }

    /** Watches a model from now on. */
    public void watch(String model, Supplier<HostedHealth> health) {
        for (HostedHealth.Breaker state : HostedHealth.Breaker.values()) {
            Gauge.builder("weir.hosted.breaker", () -> health.get().breaker() == state ? 1 : 0)
                    .description("1 for the state that the model's circuit breaker is in, else 0")
                    .tags("model", model, "state", wordOf(state))
                    .register(registry);
        }
        gauge(
                "weir.hosted.running",
                "Calls that run now, their pauses included",
                model,
                () -> health.get().callsInFlight());
        gauge(
                "weir.hosted.waiting",
                "Calls that wait for a place",
                model,
                () -> health.get().callsWaiting());
        gauge(
                "weir.hosted.limit",
                "How many calls may run at once now",
                model,
                () -> health.get().callLimit());
    }

    private void gauge(String name, String description, String model, Supplier<Number> value) {
        Gauge.builder(name, value).description(description).tag("model", model).register(registry);
    }

    private static String wordOf(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}

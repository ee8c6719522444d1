package dev.weir.gateway.metering;

import dev.weir.escalation.EscalationObserver;
import dev.weir.escalation.HostedHealth;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;

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

    private static String wordOf(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}

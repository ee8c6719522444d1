package dev.weir.gateway.metering;

import dev.weir.gateway.audit.AuditObserver;
import dev.weir.gateway.audit.RouteAudits;
import dev.weir.gateway.routing.Standing;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Meters of where routes stand with their promises, and of what that is learnt from. */
public final class AuditMeters implements AuditObserver {

    private static final String ROUTE = "route";

    private final MeterRegistry registry;

    public AuditMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Shows where a route stands for as long as it is served. */
    public void watch(RouteAudits audits) {
        gauge("weir.threshold", "The least confidence at which drafts are kept now", audits, AuditMeters::threshold);
        gauge(
                "weir.accepted.error.bound",
                "The share of kept drafts that is wrong is proved to be at most this",
                audits,
                it -> it.threshold() == null ? Double.NaN : it.promise().errorTarget());
        gauge("weir.coverage", "The share of drafts that the threshold keeps", audits, AuditMeters::coverage);
        for (Standing.State state : Standing.State.values()) {
            Gauge.builder("weir.certificate.state", audits, it -> it.state() == state ? 1 : 0)
                    .description("1 for the state that a route is in")
                    .tags(ROUTE, audits.route().value(), "state", state.word())
                    .register(registry);
        }
    }

    @Override
    public void labelled(String route, Source source, Result result) {
        registry.counter("weir.audits", ROUTE, route, "source", word(source), "result", word(result))
                .increment();
    }

    @Override
    public void paid(String route, @Nullable BigDecimal dollars) {
        if (dollars == null) {
            registry.counter("weir.unpriced.calls", ROUTE, route).increment();
        } else {
            registry.counter("weir.audit.cost.usd", ROUTE, route).increment(dollars.doubleValue());
        }
    }

    private void gauge(String name, String description, RouteAudits audits, ToDoubleFunction<RouteAudits> value) {
        Gauge.builder(name, audits, value)
                .description(description)
                .tag(ROUTE, audits.route().value())
                .register(registry);
    }

    private static double threshold(RouteAudits audits) {
        var threshold = audits.threshold();
        return threshold == null ? Double.NaN : threshold.value();
    }

    private static double coverage(RouteAudits audits) {
        return audits.threshold() == null ? 0 : audits.numbers().coverage();
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}

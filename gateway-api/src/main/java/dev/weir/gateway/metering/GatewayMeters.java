package dev.weir.gateway.metering;

import dev.weir.gateway.ledger.HostedCharge;
import dev.weir.gateway.ledger.Ledger;
import dev.weir.gateway.ledger.LocalCharge;
import dev.weir.gateway.ledger.PricedCharge;
import dev.weir.gateway.ledger.Settlement;
import dev.weir.gateway.ledger.Waste;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Every meter of the gateway, fed by settlements. Tags come from closed sets: routes, configured models, and the words
 * of the headers.
 */
public final class GatewayMeters implements Ledger {

    private static final String NONE = "none";
    private static final Duration[] LATENCY_BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(300),
        Duration.ofMillis(1000),
        Duration.ofMillis(3000),
        Duration.ofMillis(10_000),
        Duration.ofMillis(30_000)
    };
    private static final double PERCENT = 100;
    private static final double[] CONFIDENCE_BUCKETS =
            IntStream.rangeClosed(1, 20).mapToDouble(step -> 5.0 * step).toArray();

    private final MeterRegistry registry;
    private final ConcurrentMap<Key, Object> meters = new ConcurrentHashMap<>();

    public GatewayMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void record(Settlement settled) {
        answered(settled);
        if (settled.local() != null) {
            drafted(settled, settled.local());
        }
        settled.hosted().forEach(priced -> called(settled.route(), priced));
    }

    /** A request field came that nobody here knows. Its name is the caller's text, so it is no tag. */
    public void unknownParameter() {
        registry.counter("weir.unknown.parameters").increment();
    }

    private void answered(Settlement settled) {
        Tags tags = Tags.of(
                "route",
                settled.route(),
                "tier",
                wordOf(settled.tier()),
                "verdict",
                wordOf(settled.verdict()),
                "end",
                settled.end().name().toLowerCase(Locale.ROOT),
                "failure",
                wordOf(settled.failure()));
        meter(new Key("weir.requests", tags), key -> timer(key, "From the parsed request to the end of its answer"))
                .record(settled.total());
        if ("hosted".equals(settled.tier())) {
            registry.counter("weir.escalations", "route", settled.route(), "reason", wordOf(settled.verdict()))
                    .increment();
        }
    }

    private void drafted(Settlement settled, LocalCharge charge) {
        Tags tags = Tags.of("route", settled.route(), "tier", "local");
        meter(new Key("weir.tier.duration", tags), key -> timer(key, "One tier's part of a request"))
                .record(charge.wallTime());
        tokens(tags, charge.promptTokens(), charge.completionTokens());
        registry.counter("weir.local.cpu.seconds", "route", settled.route())
                .increment(charge.cpuTime().toNanos() / 1e9);
        registry.counter("weir.cost.usd", tags).increment(settled.localCost().doubleValue());
        if (settled.wastedItsDraft()) {
            wasted(tags, Waste.DRAFT, settled.localCost());
        }
        if (settled.confidence() != null) {
            meter(new Key("weir.confidence", Tags.of("route", settled.route())), this::confidence)
                    .record(settled.confidence());
        }
    }

    private void called(String route, PricedCharge priced) {
        Tags tags = Tags.of("route", route, "tier", "hosted");
        HostedCharge charge = priced.charge();
        if (charge.waste() == null) {
            meter(new Key("weir.tier.duration", tags), key -> timer(key, "One tier's part of a request"))
                    .record(charge.wallTime());
        }
        tokens(tags, charge.promptTokens(), charge.completionTokens());
        if (!charge.measured()) {
            registry.counter("weir.estimated.calls", "route", route).increment();
        }
        BigDecimal cost = priced.cost();
        if (cost == null) {
            registry.counter("weir.unpriced.calls", "route", route).increment();
        } else {
            registry.counter("weir.cost.usd", tags).increment(cost.doubleValue());
        }
        if (charge.waste() != null) {
            wasted(tags, charge.waste(), cost == null ? BigDecimal.ZERO : cost);
        }
    }

    private void wasted(Tags tags, Waste kind, BigDecimal cost) {
        Tags kinds = tags.and("kind", kind.word());
        registry.counter("weir.waste", kinds).increment();
        registry.counter("weir.waste.usd", kinds).increment(cost.doubleValue());
    }

    private void tokens(Tags tags, long prompt, long completion) {
        registry.counter("weir.tokens", tags.and("kind", "prompt")).increment((double) prompt);
        registry.counter("weir.tokens", tags.and("kind", "completion")).increment((double) completion);
    }

    private Timer timer(Key key, String description) {
        return Timer.builder(key.name())
                .description(description)
                .tags(key.tags())
                .serviceLevelObjectives(LATENCY_BUCKETS)
                .register(registry);
    }

    private DistributionSummary confidence(Key key) {
        return DistributionSummary.builder(key.name())
                .description("Confidence in drafts in percent, kept or not")
                .tags(key.tags())
                // In percent: Micrometer's buckets hold whole numbers and round every value up to one.
                .scale(PERCENT)
                .serviceLevelObjectives(CONFIDENCE_BUCKETS)
                .minimumExpectedValue(CONFIDENCE_BUCKETS[0])
                .maximumExpectedValue(PERCENT)
                .register(registry);
    }

    /** Building a meter allocates; looking one up does not. */
    @SuppressWarnings("unchecked")
    private <M> M meter(Key key, Function<Key, M> build) {
        return (M) meters.computeIfAbsent(key, _ -> build.apply(key));
    }

    private static String wordOf(@Nullable String word) {
        return word == null ? NONE : word;
    }

    private record Key(String name, Tags tags) {}
}

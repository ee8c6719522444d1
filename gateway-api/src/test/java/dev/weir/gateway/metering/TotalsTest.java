package dev.weir.gateway.metering;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TotalsTest {

    private final MeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void saysOurCountersAndTimersInOrder() {
        registry.timer("weir.requests", "end", "answered").record(Duration.ofMillis(1500));
        registry.counter("weir.cost.usd", "tier", "hosted").increment(0.000_012_5);

        assertThat(Totals.of(registry))
                .containsExactly(
                        "weir.cost.usd{tier=hosted} 0.0000125", "weir.requests{end=answered} 1, together 1.5 s");
    }

    @Test
    void leavesOutWhatNeverMovedAndWhatIsNotOurs() {
        registry.counter("weir.escalations");
        registry.timer("weir.requests");
        registry.counter("jvm.classes.loaded").increment();

        assertThat(Totals.of(registry)).isEmpty();
    }
}

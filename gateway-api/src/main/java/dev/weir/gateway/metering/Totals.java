package dev.weir.gateway.metering;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What was counted since the start, for the log of a stop: Prometheus can not scrape what has ended. */
public final class Totals {

    private static final String OURS = "weir.";

    private Totals() {}

    /** One line per counter and timer of ours that moved, such as {@code weir.tokens{kind=prompt} 12}, sorted. */
    public static List<String> of(MeterRegistry registry) {
        return registry.getMeters().stream()
                .filter(meter -> meter.getId().getName().startsWith(OURS))
                .flatMap(Totals::line)
                .sorted()
                .toList();
    }

    private static Stream<String> line(Meter meter) {
        return switch (meter) {
            case Counter counter
            when counter.count() > 0 -> Stream.of("%s %s".formatted(nameOf(meter), rounded(counter.count())));
            case Timer timer
            when timer.count() > 0 ->
                Stream.of("%s %d, together %s s"
                        .formatted(nameOf(meter), timer.count(), rounded(timer.totalTime(TimeUnit.SECONDS))));
            default -> Stream.of();
        };
    }

    private static String nameOf(Meter meter) {
        return meter.getId().getName()
                + meter.getId().getTags().stream()
                        .map(tag -> tag.getKey() + "=" + tag.getValue())
                        .collect(Collectors.joining(",", "{", "}"));
    }

    private static String rounded(double value) {
        return BigDecimal.valueOf(value)
                .round(MathContext.DECIMAL32)
                .stripTrailingZeros()
                .toPlainString();
    }
}

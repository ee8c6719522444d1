package dev.weir.escalation.http;

import io.netty.handler.codec.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads how long a provider asks to be left alone: {@code retry-after-ms}, else {@code retry-after} in seconds or as a date. */
final class RetryAfter {

    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}(\\.\\d{1,9})?");
    private static final double MILLIS_PER_SECOND = 1000;

    private final InstantSource clock;

    RetryAfter(InstantSource clock) {
        this.clock = clock;
    }

    @Nullable
    Duration read(HttpHeaders headers) {
        return millis(headers.get("retry-after-ms"), 1)
                .or(() -> millis(headers.get("retry-after"), MILLIS_PER_SECOND))
                .or(() -> untilDate(headers.get("retry-after")))
                .orElse(null);
    }

    private static Optional<Duration> millis(@Nullable String number, double factor) {
        return Optional.ofNullable(number)
                .map(String::strip)
                .filter(text -> NUMBER.matcher(text).matches())
                .map(text -> Duration.ofMillis(Math.round(Double.parseDouble(text) * factor)));
    }

    private Optional<Duration> untilDate(@Nullable String date) {
        if (date == null) {
            return Optional.empty();
        }
        try {
            Instant then = ZonedDateTime.parse(date.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            Duration wait = Duration.between(clock.instant(), then);
            return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }
}

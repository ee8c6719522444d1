package dev.weir.escalation.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {

    private final RetryAfter retryAfter = new RetryAfter(() -> Instant.parse("2026-11-22T10:00:00Z"));

    private @Nullable Duration read(String... namesAndValues) {
        var headers = new DefaultHttpHeaders();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return retryAfter.read(headers);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2 | PT2S",
                "0 | PT0S",
                "0.25 | PT0.25S",
                "Sun, 22 Nov 2026 10:01:30 GMT | PT1M30S",
                "Sun, 22 Nov 2026 09:59:00 GMT | PT0S"
            })
    void readsSecondsAndDates(String header, Duration wait) {
        assertThat(read("Retry-After", header)).isEqualTo(wait);
    }

    @Test
    void prefersMilliseconds() {
        assertThat(read("retry-after", "9", "retry-after-ms", "1500")).isEqualTo(Duration.ofMillis(1500));
    }

    @ParameterizedTest
    @CsvSource({"''", "soon", "-1", "NaN", "1e9", "99999999999"})
    void overlooksWhatItCannotRead(String header) {
        assertThat(read("Retry-After", header)).isNull();
    }

    @Test
    void knowsNothingWithoutHeaders() {
        assertThat(read()).isNull();
    }
}

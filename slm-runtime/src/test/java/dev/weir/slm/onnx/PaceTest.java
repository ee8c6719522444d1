package dev.weir.slm.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {

    private final Pace pace = new Pace(Duration.ofMillis(50));

    @Test
    void readsMuchAtOnceWhenNobodyWaits() {
        pace.read(16, Duration.ofSeconds(10).toNanos());

        assertThat(pace.chunk(false)).isEqualTo(128);
    }

    @Test
    void readsWhatFitsTheStallWhenOthersWait() {
        pace.read(100, Duration.ofMillis(100).toNanos());

        assertThat(pace.chunk(true)).isEqualTo(50);
    }

    @Test
    void readsSomethingHoweverSlowItIs() {
        pace.read(16, Duration.ofSeconds(16).toNanos());

        assertThat(pace.chunk(true)).isEqualTo(16);
    }

    @Test
    void learnsWhenItBecomesSlower() {
        pace.read(100, 100_000);
        pace.read(100, 200_000);

        assertThat(pace.timeFor(10)).isBetween(Duration.ofNanos(10_001), Duration.ofNanos(19_999));
    }

    @Test
    void learnsNothingFromAFewTokens() {
        pace.read(100, 100_000);
        pace.read(1, Duration.ofMillis(10).toNanos());

        assertThat(pace.timeFor(10)).isEqualTo(Duration.ofNanos(10_000));
    }

    @Test
    void predictsNothingBeforeItHasReadAnything() {
        assertThat(pace.timeFor(1000)).isZero();
    }
}

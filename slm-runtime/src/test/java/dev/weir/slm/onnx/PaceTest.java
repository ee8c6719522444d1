package dev.weir.slm.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {

    private final Pace pace = new Pace(Duration.ofMillis(50));

    @Test
    void readsMuchAtOnceWhenNobodyWaits() {
        pace.read(1, Duration.ofMillis(10).toNanos());

        assertThat(pace.chunk(false)).isEqualTo(128);
    }

    @Test
    void readsWhatFitsTheStallWhenOthersWait() {
        pace.read(10, Duration.ofMillis(10).toNanos());

        assertThat(pace.chunk(true)).isEqualTo(50);
    }

    @Test
    void readsSomethingHoweverSlowItIs() {
        pace.read(1, Duration.ofSeconds(1).toNanos());

        assertThat(pace.chunk(true)).isEqualTo(16);
    }

    @Test
    void learnsWhenItBecomesSlower() {
        pace.read(1, 1000);
        pace.read(1, 2000);

        assertThat(pace.timeFor(10)).isBetween(Duration.ofNanos(10_001), Duration.ofNanos(19_999));
    }

    @Test
    void predictsNothingBeforeItHasReadAnything() {
        assertThat(pace.timeFor(1000)).isZero();
    }
}

package dev.weir.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LatencySketchTest {

    private final LatencySketch sketch = new LatencySketch();

    @Test
    void knowsNothingAtFirst() {
        assertThat(sketch.isKnown()).isFalse();
        assertThat(sketch.shareWithin(Duration.ofHours(1))).isZero();
        assertThat(sketch.quantile(0.5)).isZero();
    }

    @Test
    void isRightWithinABucketsWidth() {
        Random random = new Random(7);
        double[] millis = new double[200];
        for (int i = 0; i < millis.length; i++) {
            millis[i] = 100 * Math.exp(random.nextGaussian());
            sketch.record(Duration.ofNanos((long) (millis[i] * 1e6)));
        }
        Arrays.sort(millis);

        for (double share : new double[] {0.1, 0.5, 0.9}) {
            double exact = millis[(int) (share * millis.length)];
            assertThat(sketch.quantile(share).toNanos() / 1e6).isBetween(exact / 1.3, exact * 1.3);
            assertThat(sketch.shareWithin(Duration.ofNanos((long) (exact * 1e6))))
                    .isCloseTo(share, within(0.12));
        }
    }

    @Test
    void forgetsWhatIsOld() {
        for (int i = 0; i < 1000; i++) {
            sketch.record(Duration.ofSeconds(10));
        }
        for (int i = 0; i < 1000; i++) {
            sketch.record(Duration.ofMillis(10));
        }

        assertThat(sketch.quantile(0.9)).isLessThan(Duration.ofMillis(20));
    }

    @Test
    void takesWhatIsOutOfItsRange() {
        for (int i = 0; i < 10; i++) {
            sketch.record(Duration.ZERO);
            sketch.record(Duration.ofDays(1));
        }

        assertThat(sketch.shareWithin(Duration.ofMillis(2))).isEqualTo(0.5);
    }
}

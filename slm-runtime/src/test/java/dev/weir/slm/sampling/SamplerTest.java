package dev.weir.slm.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.weir.slm.Sampling;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SamplerTest {

    @ParameterizedTest
    @CsvSource({
        "0, 1, 0",
        "1, 1, 0",
        "0.7, 1, 0",
        "1, 0.9, 0",
        "1.5, 0.5, 0",
        "1, 1, 5",
        "0.8, 0.95, 40",
        "2, 0.01, 3",
        "1, 1, 1000",
        "0.01, 0.99, 0"
    })
    void drawsAsItsReadableTwin(double temperature, double topP, int topK) {
        Sampling sampling = new Sampling(temperature, topP, topK, null);
        SplittableRandom random = new SplittableRandom(5);

        for (int round = 0; round < 400; round++) {
            float[] logits = logits(random, 1 + random.nextInt(200));
            double drawn = random.nextDouble();

            int id = new Sampler(sampling, always(drawn)).choose(logits);

            assertThat(id).isEqualTo(SlowSampler.choose(logits, sampling, drawn));
        }
    }

    @Test
    void greedyTakesTheLowestIdOfEquals() {
        assertThat(Sampler.of(Sampling.GREEDY).choose(new float[] {1, 3, 3, 2})).isEqualTo(1);
    }

    @Test
    void topKTakesTheLowestIdsOfEquals() {
        Sampler sampler = new Sampler(new Sampling(1, 1, 2, null), always(Math.nextDown(1.0)));

        assertThat(sampler.choose(new float[] {0, 3, 3, 3})).isEqualTo(2);
    }

    @Test
    void topPKeepsATokenThatReachesItExactly() {
        Sampler sampler = new Sampler(new Sampling(1, 0.5, 0, null), always(Math.nextDown(1.0)));

        assertThat(sampler.choose(new float[] {2, 2})).isZero();
    }

    @Test
    void neverDrawsAnImpossibleToken() {
        float impossible = Float.NEGATIVE_INFINITY;
        Sampler sampler = new Sampler(new Sampling(2, 1, 0, null), always(Math.nextDown(1.0)));

        assertThat(sampler.choose(new float[] {impossible, 1, 2, impossible})).isEqualTo(2);
    }

    @Test
    void drawsInProportionToProbability() {
        Sampler sampler = Sampler.of(new Sampling(1, 1, 0, 99L));
        float[] logits = {0, (float) Math.log(2), (float) Math.log(5)};
        Map<Integer, Integer> counts = new HashMap<>();

        for (int i = 0; i < 80_000; i++) {
            counts.merge(sampler.choose(logits), 1, Integer::sum);
        }

        assertThat(counts.get(0)).isCloseTo(10_000, within(500));
        assertThat(counts.get(1)).isCloseTo(20_000, within(500));
        assertThat(counts.get(2)).isCloseTo(50_000, within(500));
    }

    @Test
    void theSameSeedDrawsTheSameTokens() {
        Sampler one = Sampler.of(new Sampling(1, 1, 0, 7L));
        Sampler other = Sampler.of(new Sampling(1, 1, 0, 7L));
        float[] logits = logits(new SplittableRandom(1), 100);

        for (int i = 0; i < 100; i++) {
            assertThat(one.choose(logits)).isEqualTo(other.choose(logits));
        }
    }

    @Test
    void leavesTheLogitsAsTheyAre() {
        float[] logits = {1, 2, 3};

        Sampler.of(new Sampling(0.5, 0.5, 2, 1L)).choose(logits);

        assertThat(logits).containsExactly(1, 2, 3);
    }

    /** Some with equal values, some with impossible tokens. */
    private static float[] logits(SplittableRandom random, int length) {
        float[] logits = new float[length];
        for (int i = 0; i < length; i++) {
            logits[i] = random.nextInt(4) == 0 ? random.nextInt(3) : (float) random.nextDouble(-8, 8);
        }
        if (length > 10) {
            logits[3] = Float.NEGATIVE_INFINITY;
        }
        return logits;
    }

    private static RandomGenerator always(double drawn) {
        return new RandomGenerator() {
            @Override
            public long nextLong() {
                throw new UnsupportedOperationException();
            }

            @Override
            public double nextDouble() {
                return drawn;
            }
        };
    }
}

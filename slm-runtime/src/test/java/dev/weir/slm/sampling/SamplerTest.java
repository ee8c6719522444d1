package dev.weir.slm.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.weir.slm.Sampling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SamplerTest {

    private static final long[] NO_PROMPT = {};

    @ParameterizedTest
    @CsvSource({
        "0, 1, 0, 0",
        "1, 1, 0, 0",
        "0.7, 1, 0, 0",
        "1, 0.9, 0, 0",
        "1.5, 0.5, 0, 0",
        "1, 1, 5, 0",
        "0.8, 0.95, 40, 0",
        "2, 0.01, 3, 0",
        "1, 1, 1000, 0",
        "0.01, 0.99, 0, 0",
        "1, 1, 0, 0.05",
        "0.6, 1, 0, 0.3",
        "1, 0.8, 20, 0.02",
        "2, 1, 150, 1"
    })
    void drawsAsItsReadableTwin(double temperature, double topP, int topK, double minP) {
        Sampling sampling = new Sampling(temperature, topP, topK, null).withMinP(minP);
        SplittableRandom random = new SplittableRandom(5);

        for (int round = 0; round < 400; round++) {
            float[] logits = logits(random, 1 + random.nextInt(200));
            double drawn = random.nextDouble();

            int id = new Sampler(sampling, always(drawn), NO_PROMPT).choose(logits);

            assertThat(id).isEqualTo(SlowSampler.choose(logits, sampling, drawn));
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 50", "1, 0", "1, 60", "0.8, 7"})
    void penalisesAndBiasesAsItsReadableTwin(double temperature, int topK) {
        SplittableRandom random = new SplittableRandom(6);

        for (int round = 0; round < 60; round++) {
            Sampling sampling = new Sampling(temperature, 0.97, topK, null)
                    .withRepetitionPenalty(random.nextDouble(0.5, 2))
                    .withPresencePenalty(random.nextDouble(-2, 2))
                    .withFrequencyPenalty(random.nextDouble(-2, 2))
                    .withLogitBias(Map.of(random.nextInt(80), random.nextDouble(-10, 10), 1_000_000, 50.0));
            double drawn = random.nextDouble();
            Sampler sampler = new Sampler(sampling, always(drawn), new long[] {1, 3, 3, 500_000});
            List<Integer> written = new ArrayList<>();
            for (int token = 0; token < 12; token++) {
                float[] logits = logits(random, 80);
                float[] adjusted = SlowSampler.adjusted(logits, sampling, List.of(1, 3), written);

                int id = sampler.choose(logits);

                assertThat(id).isEqualTo(SlowSampler.choose(adjusted, sampling, drawn));
                written.add(id);
            }
        }
    }

    @Test
    void aTokenGivenCountsAsWrittenAndAsOneDraw() {
        Sampling sampling = new Sampling(1, 1, 0, 3L).withFrequencyPenalty(2);
        float[] logits = logits(new SplittableRandom(1), 50);
        Sampler choosing = Sampler.of(sampling);
        Sampler given = Sampler.of(sampling);

        given.accept(choosing.choose(logits));

        for (int i = 0; i < 30; i++) {
            assertThat(given.choose(logits)).isEqualTo(choosing.choose(logits));
        }
    }

    @Test
    void aTokenThatAloneIsAllowedTakesOneDraw() {
        float[] logits = logits(new SplittableRandom(1), 50);
        Sampler free = Sampler.of(new Sampling(1, 1, 0, 3L));
        Sampler forced = Sampler.of(new Sampling(1, 1, 0, 3L));

        free.choose(logits);
        forced.choose(Distribution.of(Logits.of(logits), 0), all -> {
            float only = all[7];
            Arrays.fill(all, Float.NEGATIVE_INFINITY);
            all[7] = only;
        });

        assertThat(forced.choose(logits)).isEqualTo(free.choose(logits));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1.5})
    void neverChoosesAForbiddenToken(double temperature) {
        Sampler sampler = Sampler.of(new Sampling(temperature, 1, 0, 4L).withLogitBias(Map.of(0, 100.0)));
        Distribution distribution = Distribution.of(Logits.of(new float[] {9, 1, 8, 1}), 0);
        TokenFilter filter = TokenFilter.forbidding(Set.of(0, 99)).and(TokenFilter.forbidding(Set.of(2)));

        for (int i = 0; i < 50; i++) {
            assertThat(sampler.choose(distribution, filter)).isIn(1, 3);
        }
        assertThat(distribution.best()).isZero();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1})
    void saysThatNoTokenIsAllowed(double temperature) {
        Sampler sampler = Sampler.of(new Sampling(temperature, 1, 2, 4L));
        Distribution distribution = Distribution.of(Logits.of(new float[] {9, 1, 8}), 0);

        assertThatThrownBy(() -> sampler.choose(distribution, TokenFilter.forbidding(Set.of(0, 1, 2))))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void greedyTakesABiasedToken() {
        Sampler sampler = Sampler.of(Sampling.GREEDY.withLogitBias(Map.of(2, 3.0)));

        assertThat(sampler.choose(new float[] {1, 3, 1, 2})).isEqualTo(2);
    }

    /** A seed has to give the same text on every machine and with every Java to come. */
    @Test
    void drawsTheNumbersOfSplitMix64() {
        Sampler sampler = Sampler.of(new Sampling(1, 1, 0, 42L));
        float[] thousandEquals = new float[1000];
        long state = 42;

        for (int i = 0; i < 100; i++) {
            state += 0x9E3779B97F4A7C15L;
            long mixed = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
            mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
            double drawn = ((mixed ^ (mixed >>> 31)) >>> 11) * 0x1p-53;

            assertThat(sampler.choose(thousandEquals)).isEqualTo((int) (drawn * 1000));
        }
    }

    @Test
    void topKAndTopPOfALargeVocabularyAreThoseOfTheTwin() {
        SplittableRandom random = new SplittableRandom(12);
        float[] logits = new float[30_000];
        for (int id = 0; id < logits.length; id++) {
            logits[id] = (float) random.nextDouble(-5, 5);
        }

        for (int topK : new int[] {1, 64, 1000, 20_000, 0}) {
            Sampling sampling = new Sampling(1, 0.9, topK, null);
            double drawn = random.nextDouble();

            int id = new Sampler(sampling, always(drawn), NO_PROMPT).choose(logits);

            assertThat(id).isEqualTo(SlowSampler.choose(logits, sampling, drawn));
        }
    }

    @Test
    void greedyTakesTheLowestIdOfEquals() {
        assertThat(Sampler.of(Sampling.GREEDY).choose(new float[] {1, 3, 3, 2})).isEqualTo(1);
    }

    @Test
    void topKTakesTheLowestIdsOfEquals() {
        Sampler sampler = new Sampler(new Sampling(1, 1, 2, null), always(Math.nextDown(1.0)), NO_PROMPT);

        assertThat(sampler.choose(new float[] {0, 3, 3, 3})).isEqualTo(2);
    }

    @Test
    void topPKeepsATokenThatReachesItExactly() {
        Sampler sampler = new Sampler(new Sampling(1, 0.5, 0, null), always(Math.nextDown(1.0)), NO_PROMPT);

        assertThat(sampler.choose(new float[] {2, 2})).isZero();
    }

    @Test
    void neverDrawsAnImpossibleToken() {
        float impossible = Float.NEGATIVE_INFINITY;
        Sampler sampler = new Sampler(new Sampling(2, 1, 0, null), always(Math.nextDown(1.0)), NO_PROMPT);

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

package dev.weir.slm.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.weir.slm.TokenEvidence;
import dev.weir.slm.TokenEvidence.Alternative;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The vectorised passes are held to the plain ones, and those to {@link SlowSampler}. */
class RowArithmeticTest {

    enum Kind {
        PLAIN(new PlainArithmetic()),
        VECTOR(new VectorArithmetic());

        private final RowArithmetic arithmetic;

        Kind(RowArithmetic arithmetic) {
            this.arithmetic = arithmetic;
        }
    }

    @ParameterizedTest
    @CsvSource({"1", "5", "30", "300", "1e-4", "0"})
    void vectorsMeasureAsThePlainTwinDoes(double spread) {
        SplittableRandom random = new SplittableRandom(21);
        for (int round = 0; round < 300; round++) {
            float[] logits = logits(random, 1 + random.nextInt(round < 200 ? 200 : 20_000), spread);
            int chosen = random.nextInt(logits.length);
            int alternatives = random.nextInt(21);

            TokenEvidence plain = measured(Kind.PLAIN, Logits.of(logits), alternatives, chosen);
            TokenEvidence vector = measured(Kind.VECTOR, Logits.of(logits), alternatives, chosen);

            assertThat(vector.logProbability()).isCloseTo(plain.logProbability(), tolerance(plain.logProbability()));
            assertThat(vector.entropy()).isCloseTo(plain.entropy(), tolerance(plain.entropy()));
            assertThat(vector.margin()).isEqualTo(plain.margin());
            assertThat(vector.alternatives())
                    .extracting(Alternative::id)
                    .isEqualTo(
                            plain.alternatives().stream().map(Alternative::id).toList());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 15, 16, 17, 63, 64, 65, 1023, 1024, 1025, 4097})
    void ofEqualsTheLowestIdIsTheMostProbable(int size) {
        for (int tie = 0; tie < size; tie += 1 + size / 7) {
            float[] logits = new float[size];
            Arrays.fill(logits, tie, size, 3f);

            assertThat(Distribution.of(Logits.of(logits), 0, Kind.VECTOR.arithmetic)
                            .best())
                    .isEqualTo(tie);
        }
    }

    @ParameterizedTest
    @EnumSource
    void readsARowAtAnyPlaceOfABuffer(Kind kind) {
        SplittableRandom random = new SplittableRandom(4);
        FloatBuffer rows = ByteBuffer.allocateDirect(3 * 1001 * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        while (rows.hasRemaining()) {
            rows.put((float) random.nextDouble(-9, 9));
        }
        rows.clear();

        for (int row = 0; row < 3; row++) {
            float[] copy = new float[1001];
            rows.get(row * 1001, copy);

            assertThat(measured(kind, Logits.of(rows, row * 1001, 1001), 5, row))
                    .isEqualTo(measured(kind, Logits.of(copy), 5, row));
        }
    }

    @ParameterizedTest
    @EnumSource
    void impossibleTokensWeighNothing(Kind kind) {
        float[] logits = new float[500];
        Arrays.fill(logits, Float.NEGATIVE_INFINITY);
        logits[17] = -3000;
        logits[400] = -3000;

        TokenEvidence evidence = measured(kind, Logits.of(logits), 20, 17);

        assertThat(evidence.logProbability()).isCloseTo((float) -Math.log(2), within(1e-6f));
        assertThat(evidence.entropy()).isCloseTo((float) Math.log(2), within(1e-6f));
        assertThat(evidence.alternatives()).extracting(Alternative::id).containsExactly(17, 400);
        assertThat(measured(kind, Logits.of(logits), 0, 3).logProbability()).isEqualTo(Float.NEGATIVE_INFINITY);
    }

    @ParameterizedTest
    @EnumSource
    void hugeLogitsAreADistributionToo(Kind kind) {
        float[] logits = new float[100];
        Arrays.fill(logits, -Float.MAX_VALUE);
        logits[60] = Float.MAX_VALUE;

        TokenEvidence evidence = measured(kind, Logits.of(logits), 1, 60);

        assertThat(evidence.logProbability()).isZero();
        assertThat(evidence.entropy()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void refusesWhatIsNoDistribution(Kind kind) {
        for (float rubbish : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
            for (int at : new int[] {0, 5, 64, 99, 100}) {
                float[] logits = new float[101];
                logits[at] = rubbish;
                assertThatThrownBy(() -> measured(kind, Logits.of(logits), 0, 0))
                        .isInstanceOf(ArithmeticException.class);
            }
        }
        float[] impossible = new float[101];
        Arrays.fill(impossible, Float.NEGATIVE_INFINITY);
        assertThatThrownBy(() -> measured(kind, Logits.of(impossible), 0, 0)).isInstanceOf(ArithmeticException.class);
        Arrays.fill(impossible, Float.NaN);
        assertThatThrownBy(() -> measured(kind, Logits.of(impossible), 0, 0)).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void bothWeighTheSameToTheLastBit() {
        SplittableRandom random = new SplittableRandom(3);
        for (int round = 0; round < 200; round++) {
            float[] plain = logits(random, 1 + random.nextInt(5000), 40);
            float[] vector = plain.clone();
            float factor = (float) random.nextDouble(0.4, 20);

            Kind.PLAIN.arithmetic.weigh(plain, plain.length, 40, factor);
            Kind.VECTOR.arithmetic.weigh(vector, vector.length, 40, factor);

            assertThat(vector).isEqualTo(plain);
        }
    }

    @Test
    void theExponentialIsThatOfTheLibrary() {
        assertThat(Exponential.of(0)).isEqualTo(1);
        assertThat(Exponential.of(-88)).isZero();
        assertThat(Exponential.of(Float.NEGATIVE_INFINITY)).isZero();
        assertThat(Exponential.of(Float.NaN)).isNaN();
        for (float x = 0; x >= Exponential.LEAST; x -= 0.00037f) {
            double expected = Math.exp(x);
            assertThat((double) Exponential.of(x)).isCloseTo(expected, within(2e-7 * expected));
        }
    }

    private static Offset<Float> tolerance(float value) {
        return within(1e-5f * Math.max(1e-6f, Math.abs(value)));
    }

    private static TokenEvidence measured(Kind kind, Logits logits, int alternatives, int chosen) {
        return Distribution.of(logits, alternatives, kind.arithmetic).evidence(chosen);
    }

    /** Some equal, some impossible. */
    private static float[] logits(SplittableRandom random, int size, double spread) {
        float[] logits = new float[size];
        for (int id = 0; id < size; id++) {
            logits[id] = random.nextInt(5) == 0
                    ? Math.round(random.nextDouble(-1, 1) * spread)
                    : (float) (random.nextDouble(-1, 1) * spread);
            if (id > 0 && random.nextInt(30) == 0) {
                logits[id] = Float.NEGATIVE_INFINITY;
            }
        }
        return logits;
    }
}

package dev.weir.slm.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.weir.slm.TokenEvidence;
import dev.weir.slm.TokenEvidence.Alternative;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogitsTest {

    @Test
    void measuresAsItsReadableTwin() {
        SplittableRandom random = new SplittableRandom(8);

        for (int round = 0; round < 500; round++) {
            float[] logits = new float[2 + random.nextInt(300)];
            for (int i = 0; i < logits.length; i++) {
                logits[i] = (float) random.nextDouble(-12, 12);
            }
            int chosen = random.nextInt(logits.length);

            TokenEvidence evidence = Logits.evidence(logits, chosen);

            assertThat(evidence.id()).isEqualTo(chosen);
            assertThat((double) evidence.logProbability())
                    .isCloseTo(SlowSampler.logProbability(logits, chosen), within(1e-4));
            assertThat((double) evidence.margin()).isCloseTo(SlowSampler.margin(logits), within(1e-4));
            assertThat((double) evidence.entropy()).isCloseTo(SlowSampler.entropy(logits), within(1e-4));
        }
    }

    @Test
    void isTheSameForShiftedLogits() {
        TokenEvidence low = Logits.evidence(new float[] {1, 2, 4}, 1);
        TokenEvidence high = Logits.evidence(new float[] {10_001, 10_002, 10_004}, 1);

        assertThat(high).isEqualTo(low);
    }

    @Test
    void aCertainTokenHasNoSurprise() {
        TokenEvidence evidence = Logits.evidence(new float[] {-1000, 1000, -1000}, 1);

        assertThat(evidence.logProbability()).isZero();
        assertThat(evidence.entropy()).isZero();
        assertThat(evidence.margin()).isEqualTo(2000);
    }

    @Test
    void impossibleTokensAddNothing() {
        TokenEvidence evidence = Logits.evidence(new float[] {0, Float.NEGATIVE_INFINITY, 0}, 0);

        assertThat(evidence.logProbability()).isCloseTo((float) -Math.log(2), within(1e-6f));
        assertThat(evidence.entropy()).isCloseTo((float) Math.log(2), within(1e-6f));
        assertThat(evidence.margin()).isZero();
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
    void refusesLogitsThatAreNoDistribution(float rubbish) {
        assertThatThrownBy(() -> Logits.evidence(new float[] {0, rubbish, 1}, 0))
                .isInstanceOf(ArithmeticException.class);
    }

    @Test
    void listsTheMostProbableTokensOfEqualsTheLowestIdFirst() {
        float impossible = Float.NEGATIVE_INFINITY;
        float[] logits = {1, 3, 2, 3, impossible, 2};

        TokenEvidence evidence = Distribution.of(Logits.of(logits), 4).evidence(0);

        assertThat(evidence.alternatives()).extracting(Alternative::id).containsExactly(1, 3, 2, 5);
        assertThat(evidence.alternatives())
                .allSatisfy(token -> assertThat(token.logProbability())
                        .isEqualTo(Logits.evidence(logits, token.id()).logProbability()));
        assertThat(Distribution.of(Logits.of(logits), 20).evidence(0).alternatives())
                .hasSize(5);
        assertThat(Logits.evidence(logits, 0).alternatives()).isEmpty();
    }

    @Test
    void readsOneRowOfABuffer() {
        FloatBuffer rows = ByteBuffer.allocateDirect(40)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer()
                .put(new float[] {9, 9, 9, 0, 3, 1, 9, 9, 9, 9});

        Distribution distribution = Distribution.of(Logits.of(rows, 3, 3), 0);

        assertThat(distribution.best()).isEqualTo(1);
        assertThat(distribution.evidence(2)).isEqualTo(Logits.evidence(new float[] {0, 3, 1}, 2));
        assertThatThrownBy(() -> Logits.of(rows.flip(), 8, 3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> Logits.of(ByteBuffer.allocateDirect(40).asFloatBuffer(), 0, 3))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

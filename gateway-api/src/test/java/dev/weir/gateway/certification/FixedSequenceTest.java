package dev.weir.gateway.certification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.weir.gateway.certification.Sample.Judged;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class FixedSequenceTest {

    private static final Promise PROMISE = new Promise(0.05, 0.95, Reference.LABEL);

    @Test
    void stopsWhereTheProofStops() {
        Sample sample = sample(200, 0, 200, 40);

        var found =
                FixedSequence.of(new double[] {0.9, 0.5}, new double[] {1, 0}).in(new DrawnRequests(sample), PROMISE);

        assertThat(found).hasValueSatisfying(proof -> {
            assertThat(proof.threshold()).isEqualTo(0.9);
            assertThat(proof.seen()).isEqualTo(new Certificate.Seen(400, 200, 0));
            assertThat(proof.bound()).isEqualTo(Binomial.upperBound(0, 200, PROMISE.failureChance()));
            assertThat(proof.coverage()).isEqualTo(0.5);
        });
    }

    @Test
    void goesNoFurtherThanAFailureWithoutAnotherStart() {
        Sample sample = sample(20, 2, 600, 0);

        assertThat(FixedSequence.of(new double[] {0.9, 0.5}, new double[] {1, 0})
                        .in(new DrawnRequests(sample), PROMISE))
                .isEmpty();
        assertThat(FixedSequence.of(new double[] {0.9, 0.5}, new double[] {0.5, 0.5})
                        .in(new DrawnRequests(sample), PROMISE))
                .isPresent();
    }

    @Test
    void addsUpTheSharesOfStartsThatWereProven() {
        // 72 without a wrong one prove 5 % at a chance of 0.025, and 73 + 20 with one only at 0.05.
        Sample sample = sample(80, 0, 13, 1);

        assertThat(FixedSequence.of(new double[] {0.9, 0.5}, new double[] {0.5, 0.5})
                        .in(new DrawnRequests(sample), PROMISE))
                .hasValueSatisfying(proof -> assertThat(proof.threshold()).isEqualTo(0.5));
    }

    @Test
    void provesNothingWithTooFewLabels() {
        Sample few = sample(58, 0, 0, 0);

        assertThat(FixedSequence.planned(few, few.size(), PROMISE).in(new DrawnRequests(few), PROMISE))
                .isEmpty();
        assertThat(LabelsNeeded.inAll(few, PROMISE)).isEqualTo(OptionalInt.of(59));
    }

    @Test
    void saysThatNoLabelsHelpWhereTooMuchIsWrong() {
        assertThat(LabelsNeeded.inAll(sample(100, 10, 100, 90), PROMISE)).isEmpty();
    }

    @Test
    void keepsAConfidenceThatEqualsTheThreshold() {
        assertThat(sample(3, 1, 2, 0).at(0.9)).isEqualTo(new Certificate.Seen(5, 3, 1));
        assertThat(sample(3, 1, 2, 0).at(Math.nextUp(0.9)).kept()).isZero();
        assertThat(sample(3, 1, 2, 0).at(0)).isEqualTo(new Certificate.Seen(5, 5, 1));
    }

    @Test
    void bindsADeclaredMixByTheOutOfScopeRequestsThatItKeeps() {
        Sample inScope = sample(1000, 0, 0, 0);
        DeclaredMix few = new DeclaredMix(inScope, sample(0, 0, 100, 100), 0.18);
        DeclaredMix many = new DeclaredMix(inScope, sample(0, 0, 1000, 1000), 0.18);

        assertThat(many.bound(0.9, 0.05)).isLessThan(few.bound(0.9, 0.05));
        assertThat(few.coverage(0.9)).isCloseTo(0.82, within(1e-12));
        assertThatThrownBy(() -> new DeclaredMix(inScope, inScope, 1)).hasMessageContaining("below 1");
    }

    /** So many at 0.9 with so many wrong, and likewise at 0.5. */
    private static Sample sample(int high, int highWrong, int low, int lowWrong) {
        List<Judged> judged = new ArrayList<>();
        for (int i = 0; i < high; i++) {
            judged.add(new Judged(0.9, i >= highWrong));
        }
        for (int i = 0; i < low; i++) {
            judged.add(new Judged(0.5, i >= lowWrong));
        }
        return Sample.of(judged);
    }
}

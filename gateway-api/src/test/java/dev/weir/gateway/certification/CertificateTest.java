package dev.weir.gateway.certification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class CertificateTest {

    private static final Promise PROMISE = new Promise(0.02, 0.95, Reference.LABEL);
    private static final Digests DIGESTS = new Digests("m", "t", "", "c", "d");

    @Test
    void refusesABoundAboveItsTarget() {
        assertThatThrownBy(() -> certificate(0.0201)).hasMessageContaining("does not certify");
        assertThat(certificate(0.02).bound()).isEqualTo(0.02);
    }

    @Test
    void saysWhichDigestChanged() {
        assertThat(DIGESTS.changedIn(new Digests("m", "u", "", "x", "other data")))
                .containsExactly("tokenizer", "calibrator");
        assertThat(DIGESTS.changedIn(new Digests("m", "t", "", "c", "other data")))
                .isEmpty();
    }

    @Test
    void isImpliedByAStricterPromiseOnTheSameReference() {
        assertThat(new Promise(0.01, 0.99, Reference.LABEL).implies(PROMISE)).isTrue();
        assertThat(PROMISE.implies(PROMISE)).isTrue();
        assertThat(new Promise(0.03, 0.95, Reference.LABEL).implies(PROMISE)).isFalse();
        assertThat(new Promise(0.02, 0.9, Reference.LABEL).implies(PROMISE)).isFalse();
        assertThat(new Promise(0.01, 0.99, Reference.HOSTED).implies(PROMISE)).isFalse();
    }

    @Test
    void refusesAPromiseThatIsNone() {
        assertThatThrownBy(() -> new Promise(0, 0.95, Reference.LABEL)).hasMessageContaining("error-target");
        assertThatThrownBy(() -> new Promise(0.02, Double.NaN, Reference.LABEL)).hasMessageContaining("certainty");
    }

    private static Certificate certificate(double bound) {
        return new Certificate(
                "r",
                PROMISE,
                0.8,
                new Certificate.Seen(1000, 700, 5),
                0.7,
                bound,
                Certificate.Method.FIXED_SEQUENCE,
                Instant.EPOCH,
                DIGESTS);
    }
}

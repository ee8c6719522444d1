package dev.weir.gateway.certification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The expected values were computed with 70 digits from the definition: sums of binomial probabilities, halved. */
class BinomialTest {

    @ParameterizedTest
    @CsvSource({
        "3, 100, 0.08, 0.0367058992350416588779",
        "27, 1421, 0.02, 0.4424989107812906980789",
        "2, 5, 0.3, 0.83692",
        "1500, 2000, 0.76, 0.1536746215363780046509",
        "0, 10, 0.01, 0.90438207500880449001"
    })
    void sumsProbabilitiesToTwelveDigits(int successes, int trials, double rate, double expected) {
        assertThat(Binomial.atMost(successes, trials, rate)).isCloseTo(expected, within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 149, 0.05, 0.01990481622068508383",
        "3, 100, 0.05, 0.07571079374983005288",
        "27, 1421, 0.05, 0.02610823591555144868",
        "1, 2, 0.025, 0.98742088290657495087",
        "40, 2000, 0.005, 0.02953761852607750178",
        "99, 100, 0.05, 0.99948719858373770789",
        "50, 5000, 0.05, 0.01264057163873907587"
    })
    void boundsARateToTwelveDigits(int successes, int trials, double chance, double expected) {
        assertThat(Binomial.upperBound(successes, trials, chance)).isCloseTo(expected, within(1e-12));
    }

    @Test
    void boundsFromBelowAsFromAbove() {
        assertThat(Binomial.lowerBound(97, 100, 0.05)).isCloseTo(1 - 0.07571079374983, within(1e-12));
    }

    @Test
    void saysNothingOfNothing() {
        assertThat(Binomial.upperBound(0, 0, 0.05)).isEqualTo(1);
        assertThat(Binomial.lowerBound(0, 0, 0.05)).isZero();
    }

    @Test
    void needsAsManyTrialsAsTheRuleOfThreeSays() {
        assertThat(Binomial.fewestWithoutFailure(0.02, 0.05)).isEqualTo(149);
        assertThat(Binomial.upperBound(0, 149, 0.05)).isLessThanOrEqualTo(0.02);
        assertThat(Binomial.upperBound(0, 148, 0.05)).isGreaterThan(0.02);
    }

    @Test
    void isCertainAtTheEnds() {
        assertThat(Binomial.atMost(3, 5, 0)).isEqualTo(1);
        assertThat(Binomial.atMost(3, 5, 1)).isZero();
        assertThat(Binomial.atMost(5, 5, 1)).isEqualTo(1);
    }

    @Test
    void coversTheRateThatMadeTheCount() {
        Binomial.Interval interval = Binomial.interval(7, 50, 0.95);

        assertThat(interval.low()).isLessThan(0.14);
        assertThat(interval.high()).isGreaterThan(0.14);
        assertThat(Binomial.atMost(7, 50, interval.high())).isCloseTo(0.025, within(1e-12));
    }

    @Test
    void refusesWhatIsNoCountAndNoChance() {
        assertThatThrownBy(() -> Binomial.atMost(3, 2, 0.5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Binomial.upperBound(1, 2, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Binomial.upperBound(1, 2, Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }
}

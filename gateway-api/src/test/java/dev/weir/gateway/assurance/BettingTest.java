package dev.weir.gateway.assurance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BettingTest {

    private static final double TARGET = 0.05;
    private static final double CHANCE = 0.05;

    @Test
    void provesAnErrorThatIsFarBelowTheTarget() {
        assertThat(played(0.01, 2_000, 1, 3).proves(CHANCE)).isTrue();
    }

    @Test
    void isSeldomMistakenAboutAnErrorAtTheTarget() {
        int mistaken = 0;
        for (int seed = 0; seed < 500; seed++) {
            mistaken += played(TARGET, 2_000, 1, seed).proves(CHANCE) ? 1 : 0;
        }

        assertThat(mistaken).isLessThanOrEqualTo(40);
    }

    @Test
    void isSeldomMistakenWhereFewAreAudited() {
        int mistaken = 0;
        for (int seed = 0; seed < 500; seed++) {
            mistaken += played(TARGET, 8_000, 0.05, seed).proves(CHANCE) ? 1 : 0;
        }

        assertThat(mistaken).isLessThanOrEqualTo(40);
    }

    @Test
    void ignoresWhatIsBelowItsThreshold() {
        Betting test = new Betting(0.5, TARGET);
        for (int i = 0; i < 10_000; i++) {
            test.observe(Math.nextDown(0.5), false, 1, 1);
        }

        assertThat(test.proves(CHANCE)).isFalse();
    }

    @Test
    void countsWhatIsAtItsThreshold() {
        Betting test = new Betting(0.5, TARGET);
        for (int i = 0; i < 10_000; i++) {
            test.observe(0.5, false, 1, 1);
        }

        assertThat(test.proves(CHANCE)).isTrue();
    }

    @Test
    void needsAsManyAuditsAsAnExactBoundNeedsAtLeast() {
        Betting test = new Betting(0, TARGET);
        int needed = 0;
        while (!test.proves(CHANCE)) {
            test.observe(1, false, 1, 1);
            needed++;
        }

        // Without any wrong draft an exact binomial bound needs ln(0.05) / ln(0.95) = 58.4 labels.
        assertThat(needed).isBetween(59, 110);
    }

    private static Betting played(double chanceOfWrong, int drafts, double propensity, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Betting test = new Betting(0.5, TARGET);
        for (int i = 0; i < drafts; i++) {
            if (random.nextDouble() < propensity) {
                test.observe(0.9, random.nextDouble() < chanceOfWrong, propensity, propensity);
            }
        }
        return test;
    }
}

package dev.weir.gateway.assurance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.gateway.assurance.SyntheticWorld.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The promise, in made-up worlds whose truth is known: with 95 % certainty no threshold in force keeps more wrong drafts
 * than the target. Estimators that are broken on purpose break it here.
 */
class PromiseSimulationTest {

    private static final List<Kind> KINDS = List.of(Kind.values());
    private static final int WORLDS = 1_050;
    private static final int REQUESTS = 4_000;
    /** 5 % of the worlds, and what a binomial count exceeds with a chance of 1 in 1,000. */
    private static final int ALLOWED = 75;

    @Test
    void holdsWhateverTheConfidencesAreLikeAndHoweverLateTheLabelsCome() {
        int broken = 0;
        int certified = 0;
        for (int seed = 0; seed < WORLDS; seed++) {
            PromiseSimulation world = new PromiseSimulation(seed, KINDS.get(seed / 3 % KINDS.size()), Betting::new);
            broken += world.everBreaksThePromise(REQUESTS) ? 1 : 0;
            certified += world.standing().state() == KeeperStanding.State.CERTIFIED ? 1 : 0;
        }

        System.out.printf("Broken in %d of %d worlds, certified in %d.%n", broken, WORLDS, certified);
        assertThat(broken).isLessThanOrEqualTo(ALLOWED);
        assertThat(certified)
                .as("a keeper that certifies nothing breaks nothing")
                .isGreaterThan(500);
    }

    @Test
    void failsAnEstimatorThatLooksAgainAndAgainAtABoundForOneLook() {
        assertThat(shareBroken(Kind.JUST_TOO_LOOSE, FixedSampleLooks::new)).isGreaterThan(share(ALLOWED));
        assertThat(shareBroken(Kind.JUST_TOO_LOOSE, Betting::new)).isLessThanOrEqualTo(share(ALLOWED));
    }

    @Test
    void failsAnEstimatorThatForgetsHowProbableEachLabelWas() {
        assertThat(shareBroken(Kind.WORSE_WHERE_KEPT, PropensityIgnored::new)).isGreaterThan(share(ALLOWED));
        assertThat(shareBroken(Kind.WORSE_WHERE_KEPT, Betting::new)).isLessThanOrEqualTo(share(ALLOWED));
    }

    private static double shareBroken(Kind kind, RiskTest.Maker tests) {
        int worlds = 120;
        int broken = 0;
        for (int seed = 0; seed < worlds; seed++) {
            broken += new PromiseSimulation(seed, kind, tests).everBreaksThePromise(REQUESTS) ? 1 : 0;
        }
        return (double) broken / worlds;
    }

    private static double share(int broken) {
        return (double) broken / WORLDS;
    }

    /** Broken on purpose: every label counts as if it had been certain to come. */
    private record PropensityIgnored(Betting betting) implements RiskTest {

        PropensityIgnored(double threshold, double errorTarget) {
            this(new Betting(threshold, errorTarget));
        }

        @Override
        public double threshold() {
            return betting.threshold();
        }

        @Override
        public void observe(double confidence, boolean wrong, double propensity, double leastPropensity) {
            betting.observe(confidence, wrong, 1, 1);
        }

        @Override
        public boolean proves(double failureChance) {
            return betting.proves(failureChance);
        }
    }

    /** Broken on purpose: an exact binomial bound that holds for one look, looked at after every label. */
    private static final class FixedSampleLooks implements RiskTest {

        private final double threshold;
        private final double target;
        private int kept;
        private int wrongs;
        private double least = 1;

        FixedSampleLooks(double threshold, double target) {
            this.threshold = threshold;
            this.target = target;
        }

        @Override
        public double threshold() {
            return threshold;
        }

        @Override
        public void observe(double confidence, boolean wrong, double propensity, double leastPropensity) {
            if (confidence >= threshold) {
                kept++;
                wrongs += wrong ? 1 : 0;
                least = Math.min(least, chanceOfSoFewWrong());
            }
        }

        @Override
        public boolean proves(double failureChance) {
            return least <= failureChance;
        }

        private double chanceOfSoFewWrong() {
            double logTerm = kept * Math.log1p(-target);
            double sum = Math.exp(logTerm);
            for (int i = 1; i <= wrongs; i++) {
                logTerm += Math.log((kept - i + 1.0) / i) + Math.log(target / (1 - target));
                sum += Math.exp(logTerm);
            }
            return sum;
        }
    }
}

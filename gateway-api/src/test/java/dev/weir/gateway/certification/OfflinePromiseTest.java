package dev.weir.gateway.certification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.gateway.certification.Sample.Judged;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The promise in synthetic worlds, whose true accepted error is known at every threshold: in at most the allowed share
 * of them, give or take its binomial tolerance, a certified threshold is above the target. Worlds differ in how well
 * scores rank, how badly they are calibrated, how common wrong drafts are, and how many labels there are.
 *
 * <p>{@code -Dweir.worlds=20000} tries more of them.
 */
class OfflinePromiseTest {

    private static final int WORLDS = Integer.getInteger("weir.worlds", 1000);
    private static final double CERTAINTY = 0.95;
    /** A share of broken promises that is not above the allowed one is above this in one of a thousand runs. */
    private static final double TOLERANCE_CHANCE = 0.001;

    @Test
    void aCertifiedThresholdBreaksThePromiseAsSeldomAsItSays() {
        Tally tally = tally((others, judged, promise) -> FixedSequence.planned(others, judged.size(), promise)
                .in(new DrawnRequests(judged), promise)
                .map(FixedSequence.Found::threshold));

        assertThat(tally.broken()).as("of %d certified", tally.certified()).isLessThanOrEqualTo(mostAllowed());
        assertThat(tally.certified()).isGreaterThan(WORLDS / 2);
    }

    @Test
    void aThresholdWithoutABoundBreaksItFarMoreOften() {
        Tally tally = tally((_, judged, promise) -> naive(judged, promise));

        assertThat(tally.broken()).isGreaterThan(5 * mostAllowed());
    }

    @Test
    void aDeclaredMixHoldsForItWhateverTheLabelsCameIn() {
        int broken = 0;
        int certified = 0;
        for (int seed = 0; seed < WORLDS / 2; seed++) {
            Random random = new Random(seed);
            World world = World.any(random);
            Promise promise = new Promise(random.nextBoolean() ? 0.02 : 0.05, CERTAINTY, Reference.LABEL);
            Foreign foreign = new Foreign(0.02 + 0.3 * random.nextDouble(), -6 + 3 * random.nextDouble());
            DeclaredMix judged = new DeclaredMix(
                    world.draw(1500, random), foreign.draw(100 + random.nextInt(400), random), foreign.share());
            Optional<Double> found = FixedSequence.planned(world.draw(400, random), 1500, promise)
                    .in(judged, promise)
                    .map(FixedSequence.Found::threshold);
            if (found.isPresent()) {
                certified++;
                broken += foreign.risk(world, found.get()) > promise.errorTarget() ? 1 : 0;
            }
        }
        assertThat(broken).as("of %d certified", certified).isLessThanOrEqualTo(mostAllowed(WORLDS / 2));
        assertThat(certified).isGreaterThan(WORLDS / 20);
    }

    private static Optional<Double> naive(Sample judged, Promise promise) {
        double best = Double.NaN;
        for (double threshold : judged.thresholds()) {
            if (judged.at(threshold).acceptedError() <= promise.errorTarget()) {
                best = threshold;
            }
        }
        return Double.isNaN(best) ? Optional.empty() : Optional.of(best);
    }

    private static Tally tally(Estimator estimator) {
        int broken = 0;
        int certified = 0;
        for (int seed = 0; seed < WORLDS; seed++) {
            Random random = new Random(seed);
            World world = World.any(random);
            Promise promise = new Promise(random.nextBoolean() ? 0.02 : 0.05, CERTAINTY, Reference.LABEL);
            Sample others = world.draw(100 + random.nextInt(400), random);
            Sample judged = world.draw(300 + random.nextInt(2000), random);
            Optional<Double> threshold = estimator.threshold(others, judged, promise);
            if (threshold.isPresent()) {
                certified++;
                broken += world.risk(threshold.get()) > promise.errorTarget() ? 1 : 0;
            }
        }
        System.out.printf("%d synthetic worlds: %d certified, %d broken%n", WORLDS, certified, broken);
        return new Tally(broken, certified);
    }

    private static int mostAllowed() {
        return mostAllowed(WORLDS);
    }

    private static int mostAllowed(int worlds) {
        int most = (int) (worlds * (1 - CERTAINTY));
        while (1 - Binomial.atMost(most, worlds, 1 - CERTAINTY) > TOLERANCE_CHANCE) {
            most++;
        }
        return most;
    }

    private interface Estimator {
        Optional<Double> threshold(Sample others, Sample judged, Promise promise);
    }

    private record Tally(int broken, int certified) {}

    /**
     * Confidences are uniform, so that the true accepted error is an integral; how probable a right draft is at each is
     * not what the confidence says, unless {@code shift} is 0 and {@code slope} 1.
     */
    private record World(double shift, double slope, double floor) {

        private static final int CELLS = 2000;

        static World any(Random random) {
            return new World(1 + 3 * random.nextDouble(), 0.5 + 2.5 * random.nextDouble(), 0.015 * random.nextDouble());
        }

        double wrong(double confidence) {
            double logit = Math.log(confidence / (1 - confidence));
            return floor + (1 - floor) / (1 + Math.exp(shift + slope * logit));
        }

        Sample draw(int n, Random random) {
            List<Judged> judged = new ArrayList<>();
            for (int i = 0; i < n; i++) {
                double confidence = random.nextDouble();
                judged.add(new Judged(confidence, random.nextDouble() >= wrong(confidence)));
            }
            return Sample.of(judged);
        }

        double risk(double threshold) {
            double sum = 0;
            for (int i = 0; i < CELLS; i++) {
                sum += wrong(threshold + (1 - threshold) * (i + 0.5) / CELLS);
            }
            return sum / CELLS;
        }
    }

    /** Out-of-scope requests: every answer is wrong, and confidences are lower, as far as {@code shift} moves them. */
    private record Foreign(double share, double shift) {

        Sample draw(int n, Random random) {
            List<Judged> judged = new ArrayList<>();
            for (int i = 0; i < n; i++) {
                double u = random.nextDouble();
                judged.add(new Judged(1 / (1 + Math.exp(-Math.log(u / (1 - u)) - shift)), false));
            }
            return Sample.of(judged);
        }

        double risk(World world, double threshold) {
            double logit = Math.log(threshold / (1 - threshold)) - shift;
            double kept = 1 - 1 / (1 + Math.exp(-logit));
            double bad = (1 - share) * (1 - threshold) * world.risk(threshold) + share * kept;
            return bad / ((1 - share) * (1 - threshold) + share * kept);
        }
    }
}

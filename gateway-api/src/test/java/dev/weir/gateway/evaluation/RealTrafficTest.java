package dev.weir.gateway.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.gateway.calibration.Calibration;
import dev.weir.gateway.calibration.LabelEvidence;
import dev.weir.gateway.certification.Binomial;
import dev.weir.gateway.certification.Certificate;
import dev.weir.gateway.certification.Promise;
import dev.weir.gateway.certification.Reference;
import dev.weir.gateway.evaluation.Calibrating.Calibrated;
import dev.weir.gateway.evaluation.SharedData.Pool;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The promise on CLINC150 with 18 % out-of-scope: 2,000 labelled requests are drawn with replacement from a pool that
 * stands for the traffic, calibrated and certified, and the certificate is held against the pool itself.
 *
 * <p>{@code -Dweir.draws=200} repeats it more often.
 */
class RealTrafficTest {

    private static final int DRAWS = Integer.getInteger("weir.draws", 30);
    private static final int LABELS = 2000;
    private static final double FIT_SHARE = 0.25;
    private static final double OUT_OF_SCOPE = 0.18;

    private static Pool pool;

    @BeforeAll
    static void answersThePool() {
        SharedData.require();
        pool = SharedData.judging();
    }

    @Test
    void keepsTwoPercentInAtLeastNinetyFiveOfAHundredDraws() {
        Outcome outcome = outcome(0.02);

        assertThat(outcome.broken()).isLessThanOrEqualTo(mostBroken());
        assertThat(outcome.coverage()).isGreaterThanOrEqualTo(0.71);
    }

    @Test
    void keepsFivePercentInAtLeastNinetyFiveOfAHundredDraws() {
        Outcome outcome = outcome(0.05);

        assertThat(outcome.broken()).isLessThanOrEqualTo(mostBroken());
        assertThat(outcome.coverage()).isGreaterThanOrEqualTo(0.80);
    }

    private static Outcome outcome(double target) {
        int broken = 0;
        int none = 0;
        double coverage = 0;
        double error = 0;
        double published = 0;
        Setting<LabelEvidence> setting = SharedData.setting(pool.subject());
        Calibrating calibrating = new Calibrating(new Promise(target, 0.95, Reference.LABEL), null, FIT_SHARE);
        for (int draw = 0; draw < DRAWS; draw++) {
            var calibrated = calibrating.of(setting, draw(new Random(draw)), "drawn", Instant.EPOCH);
            Certificate certificate = calibrated.dossier().certificate();
            published += Sgr.threshold(calibrated.judged().sample(), calibrating.promise())
                            .map(threshold -> coverage(calibrated, threshold))
                            .orElse(0.0)
                    / DRAWS;
            if (certificate == null) {
                none++;
                continue;
            }
            Truth in = truth(pool.inScope(), calibrated.fitted().calibration(), certificate.threshold());
            Truth out = truth(pool.outOfScope(), calibrated.fitted().calibration(), certificate.threshold());
            double all = coverage(in, out);
            double risk = ((1 - OUT_OF_SCOPE) * in.wrong() + OUT_OF_SCOPE * out.wrong()) / all;
            coverage += all / DRAWS;
            error += risk / DRAWS;
            broken += risk > target ? 1 : 0;
        }
        System.out.printf(
                Locale.ROOT,
                "CLINC150, 18 %% out-of-scope, at most %.0f %%: %d draws, %d without certificate, %d broken, coverage"
                        + " %.4f, accepted error %.4f; SGR's coverage %.4f%n",
                100 * target,
                DRAWS,
                none,
                broken,
                coverage,
                error,
                published);
        return new Outcome(broken, coverage);
    }

    private static double coverage(Calibrated<LabelEvidence> calibrated, double threshold) {
        return coverage(
                truth(pool.inScope(), calibrated.fitted().calibration(), threshold),
                truth(pool.outOfScope(), calibrated.fitted().calibration(), threshold));
    }

    private static double coverage(Truth in, Truth out) {
        return (1 - OUT_OF_SCOPE) * in.kept() + OUT_OF_SCOPE * out.kept();
    }

    /** In 200 draws at most 5 %; in fewer, what a rate of 5 % exceeds once in a hundred times. */
    private static int mostBroken() {
        int most = DRAWS / 20;
        while (DRAWS < 200 && Binomial.atMost(most, DRAWS, 0.05) < 0.99) {
            most++;
        }
        return most;
    }

    /** What a threshold keeps of all there is, and how much of that is wrong. */
    private static Truth truth(
            List<Trial<LabelEvidence>> trials, Calibration<LabelEvidence> calibration, double threshold) {
        int kept = 0;
        int wrong = 0;
        for (Trial<LabelEvidence> trial : trials) {
            if (calibration
                            .confidenceIn(Objects.requireNonNull(trial.evidence()))
                            .value()
                    >= threshold) {
                kept++;
                wrong += trial.right() ? 0 : 1;
            }
        }
        return new Truth((double) kept / trials.size(), (double) wrong / trials.size());
    }

    private static List<Trial<LabelEvidence>> draw(Random random) {
        List<Trial<LabelEvidence>> drawn = new ArrayList<>();
        for (int i = 0; i < LABELS; i++) {
            List<Trial<LabelEvidence>> from = random.nextDouble() < OUT_OF_SCOPE ? pool.outOfScope() : pool.inScope();
            drawn.add(from.get(random.nextInt(from.size())));
        }
        return drawn;
    }

    private record Truth(double kept, double wrong) {}

    private record Outcome(int broken, double coverage) {}
}

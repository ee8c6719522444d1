package dev.weir.gateway.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.gateway.assurance.KeeperRules;
import dev.weir.gateway.assurance.ThresholdKeeper;
import dev.weir.gateway.assurance.Ticket;
import dev.weir.gateway.calibration.LabelEvidence;
import dev.weir.gateway.evaluation.SharedData.Pool;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.DoubleFunction;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The embedded model on CLINC150 traffic whose out-of-scope share goes from 3 to 18 to 40 and back to 3 %, 10,000 requests
 * each, 5 % of the kept drafts audited, every label ten requests late. Requests are drawn with replacement from
 * {@link SharedData#judging}. {@code -Dweir.streams=100} plays more streams.
 */
class DriftingTrafficTest {

    private static final int STREAMS = Integer.getInteger("weir.streams", 6);
    private static final double[] OUT_OF_SCOPE = {0.03, 0.18, 0.40, 0.03};
    private static final int PHASE = 10_000;
    private static final int GRACE = 1_000;
    private static final int LATE = 10;
    private static final double ALLOWANCE = 0.003;

    private static Pool pool;

    @BeforeAll
    static void answersThePool() {
        SharedData.require();
        pool = SharedData.judging();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.02, 0.05})
    void keepsItsPromiseInEveryPhase(double target) {
        Phase[] phases = played(target, seed -> kept(target, seed));

        assertThat(phases).allSatisfy(phase -> assertThat(phase.error()).isLessThanOrEqualTo(target + ALLOWANCE));
        assertThat(phases[3].coverage()).as("earned again").isGreaterThan(0.7);
    }

    @Test
    void isNotKeptByAThresholdThatStays() {
        Phase[] phases = played(0.05, _ -> new Fixed(0.05));

        assertThat(phases[2].error()).isGreaterThan(0.05 + ALLOWANCE);
    }

    private static Phase[] played(double target, DoubleFunction<Policy> policies) {
        Phase[] phases = {new Phase(), new Phase(), new Phase(), new Phase()};
        for (int seed = 0; seed < STREAMS; seed++) {
            play(new SplittableRandom(seed), policies.apply(seed), phases);
        }
        System.out.printf(
                Locale.ROOT,
                "Out of scope 3, 18, 40, 3 %%, at most %.0f %%, %d streams: error after grace %s, coverage %s%n",
                100 * target,
                STREAMS,
                Arrays.toString(Arrays.stream(phases).mapToDouble(Phase::error).toArray()),
                Arrays.toString(
                        Arrays.stream(phases).mapToDouble(Phase::coverage).toArray()));
        return phases;
    }

    private static void play(SplittableRandom random, Policy policy, Phase[] phases) {
        for (int phase = 0; phase < phases.length; phase++) {
            for (int i = 0; i < PHASE; i++) {
                List<Trial<LabelEvidence>> from =
                        random.nextDouble() < OUT_OF_SCOPE[phase] ? pool.outOfScope() : pool.inScope();
                Trial<LabelEvidence> trial = from.get(random.nextInt(from.size()));
                boolean keeps = policy.keeps(confidence(trial), !trial.right());
                phases[phase].count(keeps, !trial.right(), i >= GRACE);
            }
        }
    }

    private static double confidence(Trial<LabelEvidence> trial) {
        return Objects.requireNonNull(pool.subject().shipped())
                .confidenceIn(Objects.requireNonNull(trial.evidence()))
                .value();
    }

    private static Policy kept(double target, double seed) {
        return new Kept(
                new ThresholdKeeper(KeeperRules.of(target, 0.95, 0.05), new SplittableRandom(1_000_003 + (long) seed)));
    }

    /** Keeps a draft or not. */
    private interface Policy {

        boolean keeps(double confidence, boolean wrong);
    }

    private record Fixed(double threshold) implements Policy {

        @Override
        public boolean keeps(double confidence, boolean wrong) {
            return confidence >= threshold;
        }
    }

    private static final class Kept implements Policy {

        private final ThresholdKeeper keeper;
        private final Deque<Runnable> late = new ArrayDeque<>();

        Kept(ThresholdKeeper keeper) {
            this.keeper = keeper;
        }

        @Override
        public boolean keeps(double confidence, boolean wrong) {
            Ticket ticket = keeper.judge(confidence);
            late.add(!ticket.keeps() || ticket.audits() ? () -> keeper.labelled(ticket.id(), wrong) : () -> {});
            if (late.size() > LATE) {
                late.remove().run();
            }
            return ticket.keeps();
        }
    }

    private static final class Phase {

        private long requests;
        private long kept;
        private long keptAfterGrace;
        private long wrongAfterGrace;

        void count(boolean keeps, boolean wrong, boolean afterGrace) {
            requests++;
            kept += keeps ? 1 : 0;
            keptAfterGrace += keeps && afterGrace ? 1 : 0;
            wrongAfterGrace += keeps && afterGrace && wrong ? 1 : 0;
        }

        double error() {
            return (double) wrongAfterGrace / Math.max(1, keptAfterGrace);
        }

        double coverage() {
            return (double) kept / requests;
        }
    }
}

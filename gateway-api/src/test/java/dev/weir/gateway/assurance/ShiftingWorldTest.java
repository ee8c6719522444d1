package dev.weir.gateway.assurance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * What happens between a change of the traffic and the suspension of a threshold that was certified before it. Half the
 * in-scope drafts are almost sure; simulated, and called so.
 */
class ShiftingWorldTest {

    private static final int WORLDS = 100;
    private static final double TARGET = 0.05;
    private static final int BEFORE = 4_000;
    private static final int AFTER = 40_000;

    @Test
    void suspendsWithinHundredsOfRequestsWhenMoreIsOutOfScope() {
        Run[] runs = runs(0.03, 0.2, 0.02);

        assertThat(Arrays.stream(runs)).allMatch(run -> run.untilSuspension < 2_000);
        assertThat(median(runs)).isLessThan(600);
    }

    @Test
    void suspendsByAuditsWhenErrorsGrowThatConfidencesDoNotShow() {
        Run[] runs = runs(0.03, 0.03, 0.2);

        assertThat(Arrays.stream(runs)).allMatch(run -> run.untilSuspension < 20_000);
        assertThat(median(runs)).isLessThan(3_000);
    }

    @Test
    void leavesAThresholdInForceWhileNothingChanges() {
        Run[] runs = runs(0.03, 0.03, 0.02);

        assertThat(Arrays.stream(runs)
                        .filter(run -> run.untilSuspension < AFTER)
                        .count())
                .isLessThanOrEqualTo(WORLDS / 20);
    }

    private static Run[] runs(double outOfScopeBefore, double outOfScopeAfter, double errorAfter) {
        Run[] runs = new Run[WORLDS];
        for (int seed = 0; seed < WORLDS; seed++) {
            runs[seed] = run(seed, outOfScopeBefore, outOfScopeAfter, errorAfter);
        }
        System.out.printf(
                "Out of scope %.2f to %.2f, in-scope error 0.02 to %.2f, 10 %% audited: suspended after a median of"
                        + " %.0f requests, %.2f %% of those kept until then were wrong.%n",
                outOfScopeBefore, outOfScopeAfter, errorAfter, median(runs), 100 * errorUntil(runs));
        return runs;
    }

    private static Run run(int seed, double outOfScopeBefore, double outOfScopeAfter, double errorAfter) {
        SplittableRandom random = new SplittableRandom(seed);
        ThresholdKeeper keeper =
                new ThresholdKeeper(KeeperRules.of(TARGET, 0.95, 0.1), new SplittableRandom(seed + 99_999));
        Run run = new Run();
        for (int now = 0; now < BEFORE + AFTER; now++) {
            boolean after = now >= BEFORE;
            boolean outOfScope = random.nextDouble() < (after ? outOfScopeAfter : outOfScopeBefore);
            double confidence = outOfScope ? random.nextDouble() * 0.9 : 0.7 + 0.3 * random.nextDouble();
            boolean wrong = outOfScope || random.nextDouble() < (after ? errorAfter : 0.02);
            Ticket ticket = keeper.judge(confidence);
            if (after && ticket.threshold().isEmpty()) {
                run.untilSuspension = now - BEFORE;
                return run;
            }
            if (after && ticket.keeps()) {
                run.kept++;
                run.wrong += wrong ? 1 : 0;
            }
            if (!ticket.keeps() || ticket.audits()) {
                keeper.labelled(ticket.id(), wrong);
            }
        }
        return run;
    }

    private static double median(Run[] runs) {
        return Arrays.stream(runs)
                .mapToDouble(run -> run.untilSuspension)
                .sorted()
                .skip(WORLDS / 2)
                .findFirst()
                .orElseThrow();
    }

    private static double errorUntil(Run[] runs) {
        long kept = Arrays.stream(runs).mapToLong(run -> run.kept).sum();
        return (double) Arrays.stream(runs).mapToLong(run -> run.wrong).sum() / Math.max(1, kept);
    }

    private static final class Run {
        private int untilSuspension = AFTER;
        private long kept;
        private long wrong;
    }
}

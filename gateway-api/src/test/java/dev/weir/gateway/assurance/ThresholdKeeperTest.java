package dev.weir.gateway.assurance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.gateway.assurance.KeeperStanding.State;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoublePredicate;
import org.junit.jupiter.api.Test;

class ThresholdKeeperTest {

    private static final double TARGET = 0.05;
    private static final int ERA = 4_000;

    private final SplittableRandom traffic = new SplittableRandom(5);
    private final ThresholdKeeper keeper = keeper(0.2);

    @Test
    void escalatesEverythingUntilAThresholdIsCertified() {
        Ticket first = keeper.judge(1);

        assertThat(first.keeps()).isFalse();
        assertThat(first.audits()).isFalse();
        assertThat(first.threshold()).isEmpty();
        assertThat(keeper.standing().state()).isEqualTo(State.EARNING);
    }

    @Test
    void earnsAThresholdFromTheLabelsOfWhatEscalates() {
        serve(2_500, confidence -> confidence < 0.3);

        assertThat(keeper.standing().state()).isEqualTo(State.CERTIFIED);
        assertThat(keeper.standing().threshold().orElseThrow()).isLessThanOrEqualTo(0.35);
    }

    @Test
    void certifiesNothingWhereEverythingIsWrong() {
        serve(5_000, _ -> true);

        assertThat(keeper.standing().state()).isEqualTo(State.EARNING);
    }

    @Test
    void keepsADraftAtTheThresholdAndNotBelow() {
        keeper.adopt(0.8, 0.5, 1_000);

        assertThat(keeper.judge(0.8).keeps()).isTrue();
        assertThat(keeper.judge(Math.nextDown(0.8)).keeps()).isFalse();
    }

    @Test
    void auditsKeptDraftsAtItsRateAndNoOthers() {
        keeper.adopt(0.5, 0.5, 1_000);

        List<Ticket> tickets = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            tickets.add(keeper.judge(i % 2 == 0 ? 0.9 : 0.1));
        }

        assertThat(tickets.stream().filter(Ticket::audits))
                .allMatch(Ticket::keeps)
                .hasSizeBetween(160, 240);
    }

    @Test
    void suspendsTheThresholdWhenTooManyKeptDraftsAreWrong() {
        keeper.adopt(0.5, 0.5, 1_000);

        serve(3_500, confidence -> confidence < 0.5 || traffic.nextDouble() < 0.3);

        assertThat(keeper.standing().state()).isEqualTo(State.SUSPENDED_BY_ERRORS);
        assertThat(keeper.judge(1).keeps()).isFalse();
    }

    @Test
    void suspendsTheThresholdWhenManyMoreDraftsFallBelowIt() {
        keeper.adopt(0.5, 0.95, 1_000);

        serve(400, confidence -> confidence < 0.5);

        assertThat(keeper.standing().state()).isEqualTo(State.SUSPENDED_BY_MIX);
    }

    @Test
    void earnsASuspendedThresholdAgain() {
        keeper.adopt(0.5, 0.95, 1_000);

        serve(3_000, confidence -> confidence < 0.3);

        assertThat(keeper.standing().state()).isEqualTo(State.CERTIFIED);
        assertThat(keeper.standing().eras()).isEqualTo(1);
    }

    @Test
    void letsAThresholdExpireThatNoEraCanProveAgain() {
        keeper.adopt(0.5, 0.5, 1_000);

        serve(2 * ERA + 500, confidence -> confidence < 0.5 || traffic.nextDouble() < TARGET);

        assertThat(keeper.standing().state()).isEqualTo(State.EXPIRED);
    }

    @Test
    void waitsForALateLabelBeforeItTakesLaterOnes() {
        ThresholdKeeper patient = keeper(1);
        for (int i = 0; i < 100; i++) {
            patient.lost(patient.judge(0.9).id());
        }
        Ticket late = patient.judge(0.9);
        for (int i = 0; i < 2_000; i++) {
            patient.labelled(patient.judge(0.9).id(), false);
        }

        assertThat(patient.standing().labels()).isZero();

        patient.labelled(late.id(), true);

        assertThat(patient.standing().labels()).isEqualTo(2_001);
    }

    @Test
    void leavesOutLostLabelsAndCountsThem() {
        ThresholdKeeper unlucky = keeper(1);
        for (int i = 0; i < 3_000; i++) {
            unlucky.lost(unlucky.judge(0.9).id());
        }

        assertThat(unlucky.standing().labels()).isZero();
        assertThat(unlucky.standing().lost()).isEqualTo(3_000);
        assertThat(unlucky.standing().state()).isEqualTo(State.EARNING);
    }

    @Test
    void takesALabelOnce() {
        for (int i = 0; i < 100; i++) {
            keeper.labelled(keeper.judge(0.9).id(), false);
        }
        long id = keeper.judge(0.9).id();

        keeper.labelled(id, false);
        keeper.labelled(id, true);
        keeper.lost(id);

        assertThat(keeper.standing().labels()).isEqualTo(1);
        assertThat(keeper.standing().lost()).isZero();
    }

    @Test
    void judgesWithoutEvidenceWhereNoAuditCanBePaidFor() {
        keeper.adopt(0.5, 0.5, 1_000);

        Ticket ticket = keeper.judgeUnobserved(0.7);

        assertThat(ticket.keeps()).isTrue();
        assertThat(ticket.audits()).isFalse();
        assertThat(keeper.standing().requests()).isZero();
    }

    @Test
    void refusesRulesThatPromiseNothing() {
        assertThatThrownBy(() -> KeeperRules.of(0, 0.95, 0.05)).hasMessageContaining("errorTarget");
        assertThatThrownBy(() -> KeeperRules.of(0.02, 0.5, 0.05)).hasMessageContaining("certainty");
        assertThatThrownBy(() -> KeeperRules.of(0.02, 0.95, Double.NaN)).hasMessageContaining("auditRate");
    }

    private static ThresholdKeeper keeper(double auditRate) {
        return new ThresholdKeeper(new KeeperRules(TARGET, 0.95, auditRate, 1_500, ERA, 0.03), new SplittableRandom(3));
    }

    /** Serves drafts of evenly spread confidences, each labelled at once where a label is due. */
    private void serve(int requests, DoublePredicate isWrong) {
        for (int i = 0; i < requests; i++) {
            double confidence = traffic.nextDouble();
            Ticket ticket = keeper.judge(confidence);
            if (!ticket.keeps() || ticket.audits()) {
                keeper.labelled(ticket.id(), isWrong.test(confidence));
            }
        }
    }
}

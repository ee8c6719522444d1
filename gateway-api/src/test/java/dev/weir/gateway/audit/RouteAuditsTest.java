package dev.weir.gateway.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.gateway.certification.Digests;
import dev.weir.gateway.routing.Standing.State;
import dev.weir.gateway.routing.Threshold;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RouteAuditsTest {

    @TempDir
    private Path folder = Path.of("unset");

    @Test
    void escalatesEverythingUntilAThresholdIsProved() {
        try (TestingAudits testing = TestingAudits.in(folder)) {
            assertThat(testing.ask(1, true)).isEqualTo("hosted");
            assertThat(testing.audits.state()).isEqualTo(State.UNCERTIFIED);
            assertThat(testing.audits.words()).startsWith("No threshold is proved yet");
        }
    }

    @Test
    void earnsAThresholdFromRequestsThatEscalateAnyway() {
        try (TestingAudits testing = TestingAudits.in(folder)) {
            testing.earn();

            assertThat(testing.audits.state()).isEqualTo(State.CERTIFIED);
            assertThat(testing.askedHosted).noneMatch(id -> id.endsWith("-audit"));
            assertThat(testing.paid).isZero();
            assertThat(testing.ask(0.99, true)).isEqualTo("local");
        }
    }

    @Test
    void auditsAShareOfWhatItKeepsAndPaysForItApart() {
        try (TestingAudits testing = TestingAudits.in(folder)) {
            testing.earn();

            for (int i = 0; i < 200; i++) {
                testing.ask(0.99, true);
            }

            assertThat(testing.askedHosted.stream().filter(id -> id.endsWith("-audit")))
                    .hasSizeBetween(70, 130);
            assertThat(testing.labels).contains("AUDIT RIGHT");
            assertThat(testing.paid).isPositive();
        }
    }

    @Test
    void takesTheThresholdBackWhenAuditsFindTooManyErrors() {
        try (TestingAudits testing = TestingAudits.in(folder)) {
            testing.earn();

            for (int i = 0; i < 200 && testing.audits.threshold() != null; i++) {
                testing.ask(0.99, i % 2 == 0);
            }

            assertThat(testing.audits.state()).isEqualTo(State.SUSPENDED);
            assertThat(testing.ask(0.99, true)).isEqualTo("hosted");
            assertThat(testing.audits.words()).startsWith("More kept drafts turned out wrong");
        }
    }

    @Test
    void goesOnAfterARestart() {
        Threshold earned;
        long labels;
        try (TestingAudits testing = TestingAudits.in(folder)) {
            testing.earn();
            testing.ask(0.99, true);
            earned = Objects.requireNonNull(testing.audits.threshold());
            labels = testing.audits.numbers().labels();
        }

        try (TestingAudits again = TestingAudits.in(folder)) {
            assertThat(again.audits.threshold()).isEqualTo(earned);
            assertThat(again.audits.state()).isEqualTo(State.CERTIFIED);
            assertThat(again.audits.numbers().labels()).isEqualTo(labels);
        }
    }

    @Test
    void anotherModelVoidsWhatWasLearnt() {
        try (TestingAudits testing = TestingAudits.in(folder)) {
            testing.earn();
        }

        Digests other = new Digests("another", "tokenizer", "", "calibrator", "");
        try (TestingAudits again = TestingAudits.in(folder, other)) {
            assertThat(again.audits.threshold()).isNull();
            assertThat(again.audits.state()).isEqualTo(State.VOID);
            assertThat(again.audits.words()).contains("void, because this has changed: model");
        }
    }

    @Test
    void keepsOnWithoutAuditsWhenTheBudgetIsSpent() {
        try (TestingAudits testing = TestingAudits.spent(folder)) {
            testing.earn();
            long labels = testing.audits.numbers().labels();

            for (int i = 0; i < 50; i++) {
                assertThat(testing.ask(0.99, true)).isEqualTo("local");
                testing.ask(0.01, false);
            }

            assertThat(testing.askedHosted).noneMatch(id -> id.endsWith("-audit"));
            assertThat(testing.audits.numbers().labels()).isEqualTo(labels);
        }
    }

    @Test
    void losesTheLabelOfAnAnswerThatBreaksOff() {
        try (TestingAudits testing = TestingAudits.in(folder)) {
            testing.hostedBreaks = true;

            testing.ask(0.5, true);

            assertThat(testing.labels).containsExactly("ESCALATION LOST");
            assertThat(testing.audits.numbers().lost()).isEqualTo(1);
        }
    }

    @Test
    void reportsFeedbackAndLearnsNothingFromIt() {
        try (TestingAudits testing = TestingAudits.in(folder)) {
            testing.earn();
            testing.ask(0.99, true);
            long labels = testing.audits.numbers().labels();

            assertThat(testing.feedback.take("chatcmpl-req-1", false, null)).isPresent();

            assertThat(testing.labels).contains("FEEDBACK WRONG");
            assertThat(testing.audits.numbers().labels()).isEqualTo(labels);
        }
    }

    @Test
    void learnsFromFeedbackWhereItIsTheReference() {
        try (TestingAudits testing = TestingAudits.byFeedback(folder)) {
            for (int i = 0; i < 2_000 && testing.audits.threshold() == null; i++) {
                testing.askAnything();
                testing.feedback.take("req-1", null, "yes");
            }

            assertThat(testing.audits.state()).isEqualTo(State.CERTIFIED);
        }
    }

    @Test
    void knowsNothingOfAnswersThatItDidNotGive() {
        try (TestingAudits testing = TestingAudits.in(folder)) {
            assertThat(testing.feedback.take("chatcmpl-unknown", true, null)).isEmpty();
        }
    }
}

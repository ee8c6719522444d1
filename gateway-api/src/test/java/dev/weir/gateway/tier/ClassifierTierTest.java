package dev.weir.gateway.tier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.gateway.calibration.LabelCalibration;
import dev.weir.gateway.routing.AnswerForm;
import dev.weir.gateway.routing.Draft;
import dev.weir.gateway.routing.LocalEvent;
import dev.weir.gateway.routing.Message;
import dev.weir.gateway.routing.Prompt;
import dev.weir.gateway.routing.Prompts;
import dev.weir.gateway.routing.TierException;
import dev.weir.gateway.routing.TierFailure;
import dev.weir.slm.ModelFolder;
import dev.weir.slm.SlmClassifier;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import tools.jackson.databind.json.JsonMapper;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClassifierTierTest {

    private static final String FREEZE = "please freeze my bank account right now";

    private final SlmClassifier classifier = SlmClassifier.load(ModelFolder.onClassPath("models/weir-intents"));
    private final ClassifierTier tier = tierOn(Schedulers.immediate());

    @AfterAll
    void close() {
        classifier.close();
    }

    @Test
    void answersWithTheLabel() {
        assertThat(draft(Prompts.asking(FREEZE)).text()).isEqualTo("freeze_account");
    }

    @Test
    void countsTokensWithItsOwnTokenizer() {
        Draft draft = draft(Prompts.asking(FREEZE));

        assertThat(draft.charge().promptTokens()).isEqualTo(classifier.countTokens(FREEZE));
        assertThat(draft.charge().completionTokens()).isEqualTo(classifier.countTokens("freeze_account"));
    }

    @Test
    void answersAJsonObjectWithTheIntent() {
        assertThat(draft(Prompts.asking(FREEZE, new AnswerForm.JsonObject())).text())
                .isEqualTo("{\"intent\":\"freeze_account\"}");
    }

    @Test
    void answersWithThePropertyThatTheSchemaNames() {
        AnswerForm form =
                new AnswerForm.Schema("{}", new AnswerForm.OneProperty("what", List.of("transfer", "freeze_account")));

        assertThat(draft(Prompts.asking(FREEZE, form)).text()).isEqualTo("{\"what\":\"freeze_account\"}");
    }

    @Test
    void staysWithinWhatTheSchemaAllowsAndTrustsItLess() {
        AnswerForm form = new AnswerForm.Schema("{}", new AnswerForm.OneProperty("what", List.of("transfer")));

        Draft forced = draft(Prompts.asking(FREEZE, form));

        assertThat(forced.text()).isEqualTo("{\"what\":\"transfer\"}");
        assertThat(forced.confidence().value())
                .isLessThan(draft(Prompts.asking(FREEZE)).confidence().value() / 2);
    }

    @Test
    void cannotKeepToASchemaOfOtherValues() {
        expectFailure(
                Prompts.asking(
                        FREEZE, new AnswerForm.Schema("{}", new AnswerForm.OneProperty("what", List.of("purple")))),
                TierFailure.UNSUPPORTED,
                "response_format");
    }

    @Test
    void cannotKeepToASchemaOfAnotherShape() {
        expectFailure(
                Prompts.asking(FREEZE, new AnswerForm.Schema("{}", null)), TierFailure.UNSUPPORTED, "response_format");
    }

    @Test
    void labelsTheLastUserMessage() {
        List<Message> conversation = List.of(
                new Message("system", "classify"),
                new Message("user", "what is my balance"),
                new Message("assistant", "balance"),
                new Message("user", FREEZE));

        assertThat(draft(Prompts.asking(conversation, new AnswerForm.Text(), List.of()))
                        .text())
                .isEqualTo("freeze_account");
    }

    @Test
    void cannotDoWhatIsBeyondText() {
        Prompt prompt = Prompts.asking(List.of(new Message("user", FREEZE)), new AnswerForm.Text(), List.of("tools"));

        expectFailure(prompt, TierFailure.UNSUPPORTED, "tools");
    }

    @Test
    void cutsNothingOffALongPrompt() {
        expectFailure(Prompts.asking("word ".repeat(600)), TierFailure.PROMPT_TOO_LONG, null);
    }

    @Test
    void computesNothingAfterTheDeadline() {
        expectFailure(Prompts.before(Instant.EPOCH), TierFailure.TIMED_OUT, null);
    }

    @Test
    void isSaturatedWhenItsQueueIsFull() {
        Scheduler full = Schedulers.newBoundedElastic(1, 1, "full");
        full.dispose();

        StepVerifier.create(tierOn(full).answer(Prompts.asking(FREEZE)))
                .verifyErrorSatisfies(failure ->
                        assertThat(((TierException) failure).failure()).isEqualTo(TierFailure.SATURATED));
    }

    private ClassifierTier tierOn(Scheduler scheduler) {
        return new ClassifierTier(
                "weir-intents",
                classifier,
                LabelCalibration.uncalibrated(),
                scheduler,
                JsonMapper.shared(),
                InstantSource.system());
    }

    private Draft draft(Prompt prompt) {
        LocalEvent last = Objects.requireNonNull(tier.answer(prompt).last().block());
        return ((LocalEvent.Drafted) last).draft();
    }

    private void expectFailure(Prompt prompt, TierFailure failure, @org.jspecify.annotations.Nullable String param) {
        StepVerifier.create(tier.answer(prompt)).verifyErrorSatisfies(error -> {
            assertThat(((TierException) error).failure()).isEqualTo(failure);
            assertThat(((TierException) error).param()).isEqualTo(param);
        });
    }
}

package dev.weir.gateway.routing;

import static dev.weir.gateway.routing.Scripted.answering;
import static dev.weir.gateway.routing.Scripted.drafting;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.gateway.ledger.PriceList;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

class WitnessTest {

    private final AtomicReference<@Nullable Threshold> live = new AtomicReference<>(new Threshold(0.8));
    private final RecordingWitness witness = new RecordingWitness();

    @Test
    void seesADraftThatIsKept() {
        answer(Prompts.prompt("r"), 0.9);

        assertThat(witness.kept).hasSize(1);
        assertThat(witness.escalated).isEmpty();
    }

    @Test
    void seesBothAnswersOfARequestThatEscalates() {
        answer(Prompts.prompt("r"), 0.7);

        assertThat(witness.kept).isEmpty();
        assertThat(witness.escalated).hasSize(1);
        assertThat(witness.hosted).contains(new HostedEvent.Json("hosted"));
    }

    @Test
    void seesNothingThatMayNotLeave() {
        answer(Prompts.egressDenied("r"), 0.9);
        answer(Prompts.egressDenied("r"), 0.7);

        assertThat(witness.kept).isEmpty();
        assertThat(witness.escalated).isEmpty();
    }

    @Test
    void seesNothingOfAPinnedRequest() {
        answer(Prompts.pinned("r", TierName.LOCAL), 0.9);
        answer(Prompts.pinned("r", TierName.HOSTED), 0.9);

        assertThat(witness.kept).isEmpty();
        assertThat(witness.escalated).isEmpty();
    }

    @Test
    void seesNothingThatIsNoAnswerToAChat() {
        List<AnswerForm> others = List.of(
                new AnswerForm.Decision(new Question.Predicate("it is urgent"), 1),
                new AnswerForm.Continuation(new Passage.Words("The river")));

        for (AnswerForm form : others) {
            assertThat(answer(Prompts.asking("hello", form), 0.9).verdict()).isEqualTo(Reason.CONFIDENT);
            assertThat(answer(Prompts.asking("hello", form), 0.7).verdict()).isEqualTo(Reason.BELOW_THRESHOLD);
        }

        assertThat(witness.kept).isEmpty();
        assertThat(witness.escalated).isEmpty();
    }

    @Test
    void aDraftIsJudgedByTheThresholdThatHoldsWhenItIsDone() {
        LocalTier slow = Scripted.local(
                drafting(0.7, "a label").answer(Prompts.prompt("r")).doOnSubscribe(_ -> live.set(new Threshold(0.5))));

        AnswerEvent.Opened opened = answer(Prompts.prompt("r"), slow);

        assertThat(opened.verdict()).isEqualTo(Reason.CONFIDENT);
        assertThat(opened.threshold()).isEqualTo(new Threshold(0.5));
    }

    @Test
    void aThresholdThatIsTakenBackKeepsNothing() {
        live.set(null);

        assertThat(answer(Prompts.prompt("r"), 1).verdict()).isEqualTo(Reason.UNCERTIFIED);
    }

    private AnswerEvent.Opened answer(Prompt prompt, double confidence) {
        return answer(prompt, drafting(confidence, "a label"));
    }

    private AnswerEvent.Opened answer(Prompt prompt, LocalTier local) {
        RouteTable table = new RouteTable(List.of(Scripted.route(local, answering("hosted"), new Live())), Map.of());
        TieredRouter router = new TieredRouter(
                table,
                new PriceList(Map.of(), BigDecimal.ONE),
                _ -> {},
                new Timings(Clock.systemUTC(), Schedulers.parallel(), Map.of()));
        List<AnswerEvent> events =
                requireNonNull(router.answer(prompt).collectList().block());
        return (AnswerEvent.Opened) events.getFirst();
    }

    private final class Live implements Standing {

        @Override
        public @Nullable Threshold threshold() {
            return live.get();
        }

        @Override
        public State state() {
            return live.get() == null ? State.SUSPENDED : State.CERTIFIED;
        }

        @Override
        public Judgement judge(Confidence confidence) {
            return new Judgement(live.get(), witness);
        }
    }

    private static final class RecordingWitness implements Witness {

        private final List<Draft> kept = new ArrayList<>();
        private final List<Draft> escalated = new ArrayList<>();
        private final List<HostedEvent> hosted = new ArrayList<>();

        @Override
        public void kept(Prompt prompt, Draft draft) {
            kept.add(draft);
        }

        @Override
        public Flux<HostedEvent> escalated(Prompt prompt, Draft draft, Flux<HostedEvent> answer) {
            escalated.add(draft);
            return answer.doOnNext(hosted::add);
        }
    }
}

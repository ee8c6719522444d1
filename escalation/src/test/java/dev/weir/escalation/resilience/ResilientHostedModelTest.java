package dev.weir.escalation.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.escalation.EscalationException;
import dev.weir.escalation.EscalationException.Interrupted;
import dev.weir.escalation.EscalationException.Refused;
import dev.weir.escalation.EscalationException.TimedOut;
import dev.weir.escalation.EscalationException.Unavailable;
import dev.weir.escalation.EscalationException.Unavailable.Reason;
import dev.weir.escalation.EscalationObserver.Result;
import dev.weir.escalation.HostedEvent;
import dev.weir.escalation.HostedHealth;
import dev.weir.escalation.HostedHealth.Breaker;
import dev.weir.escalation.HostedOptions;
import dev.weir.escalation.HostedRequest;
import dev.weir.escalation.HostedUsage;
import dev.weir.escalation.LostAttempt;
import dev.weir.escalation.Operation;
import dev.weir.escalation.Tab;
import io.github.resilience4j.core.IntervalFunction;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;
import reactor.test.scheduler.VirtualTimeScheduler;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class ResilientHostedModelTest {

    private static final Duration TOTAL = Duration.ofSeconds(60);
    private static final Duration BACKOFF = Duration.ofMillis(400);
    private static final Duration MOMENT = Duration.ofMillis(1);
    private static final Duration OPEN_FOR = Duration.ofSeconds(15);
    private static final ObjectNode JSON = JsonNodeFactory.instance.objectNode();
    private static final HostedRequest REQUEST = new HostedRequest("req-1", JSON);
    private static final HostedEvent CHUNK = new HostedEvent.Chunk(JSON);
    private static final HostedEvent FINISHED = new HostedEvent.Finished(
            "m", new HostedUsage(1, 0, 1, true), tools.jackson.databind.node.JsonNodeFactory.instance.objectNode());
    private static final Flux<HostedEvent> WHOLE = Flux.just(CHUNK, FINISHED);

    private final VirtualTimeScheduler timer = VirtualTimeScheduler.create();
    private final ScriptedHostedModel provider = new ScriptedHostedModel();
    private final RecordingObserver observer = new RecordingObserver();
    private final List<LostAttempt> lost = new ArrayList<>();
    private final ResilientHostedModel model = new ResilientHostedModel(
            provider,
            new HostedOptions("testing/m", URI.create("http://x"), () -> "", "m", TOTAL, TOTAL, TOTAL, TOTAL, 3, 2),
            new RetryPolicy(3, IntervalFunction.of(BACKOFF)),
            new BreakerOptions(4, 4, 50, OPEN_FOR, 1),
            observer,
            timer);

    private static HostedRequest request(Tab tab) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("prompt", "text");
        return new HostedRequest("req-1", Operation.COMPLETIONS, body, tab);
    }

    private static HostedEvent chunk(String text) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putArray("choices").addObject().put("text", text);
        return new HostedEvent.Chunk(json);
    }

    private static Unavailable unavailable(Reason reason) {
        return new Unavailable(reason, null, null);
    }

    private void pass(Duration time) {
        timer.advanceTimeBy(time);
    }

    private StepVerifier.FirstStep<HostedEvent> streaming() {
        return StepVerifier.create(model.stream(REQUEST));
    }

    private void failTimes(int calls) {
        for (int i = 0; i < calls; i++) {
            streaming().then(() -> pass(TOTAL)).verifyError(EscalationException.class);
        }
    }

    @Test
    void passesAnAnswerOn() {
        provider.then(WHOLE);

        StepVerifier.create(model.answer(REQUEST)).expectNextCount(1).verifyComplete();
        streaming().expectNext(CHUNK, FINISHED).verifyComplete();
        assertThat(observer.attempts).containsExactly(Result.ANSWERED, Result.ANSWERED);
    }

    @ParameterizedTest
    @EnumSource(
            value = Reason.class,
            names = {"UNREACHABLE", "FAILING", "LIMITED"})
    void sendsAgainWhatMayPass(Reason reason) {
        provider.then(unavailable(reason)).then(unavailable(reason)).then(WHOLE);

        streaming()
                .then(() -> pass(BACKOFF.multipliedBy(2)))
                .expectNext(CHUNK, FINISHED)
                .verifyComplete();

        assertThat(observer.attempts)
                .containsExactly(Result.valueOf(reason.name()), Result.valueOf(reason.name()), Result.ANSWERED);
        assertThat(observer.pauses).containsExactly(BACKOFF, BACKOFF);
    }

    @Test
    void givesUpAfterTheLastAttempt() {
        provider.then(unavailable(Reason.FAILING));

        streaming().then(() -> pass(TOTAL)).verifyError(Unavailable.class);

        assertThat(provider.attempts()).isEqualTo(3);
    }

    @Test
    void neverSendsAgainWhatCannotPass() {
        provider.then(new Refused(400, null, null)).then(unavailable(Reason.KEY_REJECTED));

        streaming().then(() -> pass(TOTAL)).verifyError(Refused.class);
        streaming().then(() -> pass(TOTAL)).verifyError(Unavailable.class);

        assertThat(provider.attempts()).isEqualTo(2);
    }

    @Test
    void neverSendsAgainAfterTheFirstChunk() {
        provider.then(Flux.just(CHUNK).concatWith(Flux.error(unavailable(Reason.FAILING))))
                .then(Flux.just(CHUNK).concatWith(Flux.error(new Interrupted(null))));

        streaming().expectNext(CHUNK).then(() -> pass(TOTAL)).verifyError(Unavailable.class);
        streaming().expectNext(CHUNK).then(() -> pass(TOTAL)).verifyError(Interrupted.class);

        assertThat(provider.attempts()).isEqualTo(2);
    }

    @Test
    void repeatsAStreamThatTimedOutButNotAnAnswer() {
        provider.then(new TimedOut(null)).then(WHOLE);
        streaming().then(() -> pass(BACKOFF)).expectNextCount(2).verifyComplete();
        assertThat(provider.attempts()).isEqualTo(2);

        var late = new ScriptedHostedModel().then(new TimedOut(null));
        var other = new ResilientHostedModel(
                late,
                new HostedOptions("o", URI.create("http://x"), () -> "", "m", TOTAL, TOTAL, TOTAL, TOTAL, 3, 2),
                BreakerOptions.STANDARD,
                observer,
                timer);
        StepVerifier.create(other.answer(REQUEST)).then(() -> pass(TOTAL)).verifyError(TimedOut.class);
        assertThat(late.attempts()).isEqualTo(1);
    }

    @Test
    void leavesTheProviderAloneAsLongAsItAsks() {
        Duration asked = Duration.ofSeconds(7);
        provider.then(new Unavailable(Reason.LIMITED, asked, null)).then(WHOLE);

        streaming()
                .then(() -> pass(asked))
                .then(() -> assertThat(provider.attempts()).isEqualTo(1))
                .then(() -> pass(BACKOFF.dividedBy(4)))
                .expectNextCount(2)
                .verifyComplete();
    }

    @Test
    void failsAtOnceWhenAskedToWaitBeyondTheDeadline() {
        provider.then(new Unavailable(Reason.LIMITED, TOTAL, null));

        streaming()
                .verifyErrorSatisfies(failure ->
                        assertThat(failure).extracting("reason", "retryAfter").containsExactly(Reason.LIMITED, TOTAL));
        assertThat(provider.attempts()).isEqualTo(1);
    }

    @Test
    void endsAtTheDeadlineHoweverManyAttemptsAreLeft() {
        TestPublisher<HostedEvent> silent = TestPublisher.create();
        provider.then(unavailable(Reason.FAILING)).then(silent.flux());

        streaming()
                .then(() -> pass(TOTAL.minus(MOMENT)))
                .then(silent::assertNotCancelled)
                .then(() -> pass(MOMENT))
                .verifyError(TimedOut.class);

        silent.assertCancelled();
        assertThat(observer.attempts).containsExactly(Result.FAILING, Result.TIMED_OUT);
    }

    @Test
    void endsAStreamAtTheDeadlineToo() {
        provider.then(Flux.just(CHUNK).concatWith(Flux.never()));

        streaming().expectNext(CHUNK).then(() -> pass(TOTAL)).verifyError(TimedOut.class);

        assertThat(provider.attempts()).isEqualTo(1);
    }

    @Test
    void opensTheBreakerAndClosesItOnceTheProviderIsBack() {
        provider.then(unavailable(Reason.FAILING))
                .then(unavailable(Reason.FAILING))
                .then(unavailable(Reason.FAILING))
                .then(unavailable(Reason.FAILING))
                .then(WHOLE);
        failTimes(1);
        StepVerifier.create(model.stream(REQUEST))
                .then(() -> pass(BACKOFF))
                .verifyErrorSatisfies(
                        failure -> assertThat(failure).extracting("reason").isEqualTo(Reason.BREAKER_OPEN));
        assertThat(model.health().breaker()).isEqualTo(Breaker.OPEN);
        assertThat(provider.attempts()).isEqualTo(4);

        pass(OPEN_FOR);
        streaming().expectNextCount(2).verifyComplete();

        assertThat(observer.breaker).containsExactly(Breaker.OPEN, Breaker.HALF_OPEN, Breaker.CLOSED);
        assertThat(model.health()).isEqualTo(new HostedHealth("testing/m", Breaker.CLOSED, false, 0, 0, 2, 2));
    }

    @Test
    void opensTheBreakerForAProviderThatIsSilentUntilTheDeadline() {
        provider.then(Flux.never());

        failTimes(4);

        assertThat(model.health().breaker()).isEqualTo(Breaker.OPEN);
    }

    @Test
    void keepsTheBreakerClosedForWhatSaysNothingOfTheProvidersHealth() {
        provider.then(new Refused(400, null, null))
                .then(new Refused(422, null, null))
                .then(unavailable(Reason.KEY_REJECTED))
                .then(unavailable(Reason.KEY_REJECTED))
                .then(unavailable(Reason.LIMITED));

        failTimes(6);

        assertThat(observer.breaker).isEmpty();
    }

    @Test
    void letsMoreCallsWaitThanItHasPlacesForAndRefusesMoreThanMayWait() {
        provider.then(Flux.never());
        List<Disposable> calls = Stream.generate(() -> model.stream(REQUEST).subscribe())
                .limit(4)
                .toList();
        assertThat(model.health().callsInFlight()).isEqualTo(2);
        assertThat(model.health().callsWaiting()).isEqualTo(2);

        streaming()
                .verifyErrorSatisfies(
                        failure -> assertThat(failure).extracting("reason").isEqualTo(Reason.TOO_BUSY));
        assertThat(provider.attempts()).isEqualTo(2);

        calls.reversed().forEach(Disposable::dispose);
        assertThat(model.health().callsInFlight()).isZero();
        assertThat(observer.attempts).containsExactly(Result.CANCELLED, Result.CANCELLED);
    }

    @Test
    void letsFewerCallsRunWhileItsProviderLimitsThem() {
        provider.then(new Unavailable(Reason.LIMITED, TOTAL, null)).then(WHOLE);

        streaming().verifyError(Unavailable.class);

        assertThat(model.health().callLimit()).isEqualTo(1);
    }

    @Test
    void sendsNothingMoreAfterTheCallerLeftInAPause() {
        provider.then(unavailable(Reason.FAILING));
        var call = model.stream(REQUEST).subscribe();
        call.dispose();

        pass(TOTAL);

        assertThat(provider.attempts()).isEqualTo(1);
        assertThat(model.health().callsInFlight()).isZero();
    }

    @Test
    void repeatsNoMoreThanTheWholeRequestMay() {
        provider.then(unavailable(Reason.FAILING));
        HostedRequest once = request(new Tab(1, () -> TOTAL, lost::add));

        StepVerifier.create(model.stream(once)).then(() -> pass(TOTAL)).verifyError(Unavailable.class);
        StepVerifier.create(model.stream(once)).then(() -> pass(TOTAL)).verifyError(Unavailable.class);

        assertThat(provider.attempts()).isEqualTo(3);
        assertThat(lost).isEmpty();
    }

    @Test
    void tellsWhatABrokenStreamHasUsedByWhatItDelivered() {
        provider.then(Flux.just(chunk("12345")).concatWith(Flux.error(new Interrupted(null))));

        StepVerifier.create(model.stream(request(new Tab(2, () -> TOTAL, lost::add))))
                .expectNextCount(1)
                .verifyError(Interrupted.class);

        assertThat(lost).extracting(LostAttempt::usage).containsExactly(new HostedUsage(1, 0, 2, false));
    }

    @Test
    void tellsWhatAStreamHasUsedWhoseCallerLeft() {
        provider.then(Flux.just(chunk("12345")).concatWith(Flux.never()));
        Tab tab = new Tab(2, () -> TOTAL, lost::add);

        StepVerifier.create(model.stream(request(tab)))
                .expectNextCount(1)
                .then(() -> tab.counted(new HostedUsage(7, 0, 3, true)))
                .thenCancel()
                .verify();

        assertThat(lost).extracting(LostAttempt::usage).containsExactly(new HostedUsage(7, 0, 3, true));
    }

    @Test
    void tellsOfEachAttemptThatCameTooLate() {
        provider.then(new TimedOut(null)).then(new TimedOut(null)).then(WHOLE);

        StepVerifier.create(model.stream(request(new Tab(2, () -> TOTAL, lost::add))))
                .then(() -> pass(BACKOFF.multipliedBy(2)))
                .expectNextCount(2)
                .verifyComplete();

        assertThat(lost)
                .extracting(LostAttempt::usage)
                .containsExactly(new HostedUsage(1, 0, 0, false), new HostedUsage(1, 0, 0, false));
    }

    @Test
    void asksTheProviderForNoMoreThanItsCallerWants() {
        List<Long> asked = new CopyOnWriteArrayList<>();
        provider.then(Flux.<HostedEvent>just(CHUNK, CHUNK, FINISHED).doOnRequest(asked::add));

        StepVerifier.create(model.stream(REQUEST), 1)
                .expectNext(CHUNK)
                .thenRequest(1)
                .expectNext(CHUNK)
                .then(() -> assertThat(asked).containsExactly(1L, 1L))
                .thenCancel()
                .verify();
    }

    @Test
    void hidesNoSurpriseBehindAnotherType() {
        provider.then(new IllegalStateException("surprise"));

        streaming()
                .verifyErrorSatisfies(failure ->
                        assertThat(failure).isInstanceOf(Unavailable.class).hasRootCauseMessage("surprise"));
        assertThat(provider.attempts()).isEqualTo(1);
    }
}

package dev.weir.gateway.routing;

import static dev.weir.gateway.routing.Prompts.prompt;
import static dev.weir.gateway.routing.Scripted.hosted;
import static dev.weir.gateway.routing.Scripted.route;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.gateway.ledger.HostedCharge;
import dev.weir.gateway.ledger.Price;
import dev.weir.gateway.ledger.PriceList;
import dev.weir.gateway.ledger.PricedCharge;
import dev.weir.gateway.ledger.Settlement;
import dev.weir.gateway.ledger.Settlement.End;
import dev.weir.gateway.ledger.Waste;
import dev.weir.gateway.routing.AnswerEvent.Closed;
import dev.weir.gateway.routing.AnswerEvent.Opened;
import dev.weir.gateway.routing.Route.OnHostedUnavailable;
import dev.weir.gateway.routing.Unanswered.Why;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

class TieredRouterTest {

    private static final Threshold THRESHOLD = new Threshold(0.8);
    private static final Price PRICE = new Price(BigDecimal.ONE, BigDecimal.ONE, BigDecimal.TEN);

    private static final Timings TIMINGS = new Timings(Clock.systemUTC(), Schedulers.parallel(), Map.of());

    private final List<Settlement> settled = new ArrayList<>();

    @Test
    void keepsADraftAtTheThreshold() {
        List<AnswerEvent> events = answer(prompt("r"), route(drafting(0.8), answering()));

        assertThat(opened(events).tier()).isEqualTo(TierName.LOCAL);
        assertThat(opened(events).verdict()).isEqualTo(Reason.CONFIDENT);
        assertThat(events.get(1)).isEqualTo(new AnswerEvent.Written(Piece.of("a label")));
    }

    @Test
    void escalatesADraftJustBelowTheThreshold() {
        List<AnswerEvent> events = answer(prompt("r"), route(drafting(Math.nextDown(0.8)), answering()));

        assertThat(opened(events).tier()).isEqualTo(TierName.HOSTED);
        assertThat(opened(events).verdict()).isEqualTo(Reason.BELOW_THRESHOLD);
        assertThat(opened(events).confidence()).isEqualTo(new Confidence(Math.nextDown(0.8), true));
        assertThat(events.get(1)).isEqualTo(new AnswerEvent.Json("hosted"));
    }

    @Test
    void escalatesEveryDraftOfARouteWithoutAThreshold() {
        Route uncertified = route(drafting(1), answering(), Standing.fixed(null));

        List<AnswerEvent> events = answer(prompt("r"), uncertified);

        assertThat(opened(events).verdict()).isEqualTo(Reason.UNCERTIFIED);
        assertThat(opened(events).tier()).isEqualTo(TierName.HOSTED);
    }

    @ParameterizedTest
    @CsvSource({
        "UNSUPPORTED, UNSUPPORTED",
        "PROMPT_TOO_LONG, UNSUPPORTED",
        "SATURATED, SATURATED",
        "TIMED_OUT, DEADLINE",
        "BROKEN, LOCAL_FAILED"
    })
    void escalatesWhenTheLocalTierGivesNothing(TierFailure failure, Reason reason) {
        List<AnswerEvent> events = answer(prompt("r"), route(failing(failure), answering()));

        assertThat(opened(events).tier()).isEqualTo(TierName.HOSTED);
        assertThat(opened(events).verdict()).isEqualTo(reason);
    }

    @Test
    void keepsTheDraftWhenNoHostedModelIsConfigured() {
        List<AnswerEvent> events = answer(prompt("r"), route(drafting(0.1), null));

        assertThat(opened(events).verdict()).isEqualTo(Reason.HOSTED_UNAVAILABLE);
        assertThat(opened(events).tier()).isEqualTo(TierName.LOCAL);
    }

    @Test
    void keepsTheDraftWhenTheHostedTierFails() {
        List<AnswerEvent> events = answer(prompt("r"), route(drafting(0.1), refusing(TierFailure.UNAVAILABLE)));

        assertThat(opened(events).verdict()).isEqualTo(Reason.HOSTED_UNAVAILABLE);
        assertThat(opened(events).tier()).isEqualTo(TierName.LOCAL);
    }

    @Test
    void failsWhenTheHostedTierFailsAndTheRouteSaysSo() {
        Route strict = new Route(
                new RouteId("r"),
                drafting(0.1),
                refusing(TierFailure.UNAVAILABLE),
                Standing.fixed(THRESHOLD),
                null,
                false,
                OnHostedUnavailable.FAIL);

        assertThat(failure(prompt("r"), strict).why()).isEqualTo(Why.HOSTED_FAILED);
    }

    @Test
    void tellsARefusalInsteadOfServingTheDraft() {
        Unanswered refused = failure(prompt("r"), route(drafting(0.1), refusing(TierFailure.REFUSED)));

        assertThat(refused.why()).isEqualTo(Why.HOSTED_FAILED);
        assertThat(refused.verdict()).isEqualTo(Reason.BELOW_THRESHOLD);
    }

    @Test
    void neverAsksTheHostedTierWhenTheCallerForbidsEgress() {
        AtomicBoolean asked = new AtomicBoolean();

        List<AnswerEvent> events = answer(Prompts.egressDenied("r"), route(drafting(0.1), recording(asked)));

        assertThat(opened(events).verdict()).isEqualTo(Reason.EGRESS_DENIED);
        assertThat(asked).isFalse();
    }

    @Test
    void neverAsksTheHostedTierWhenTheRouteForbidsEgress() {
        AtomicBoolean asked = new AtomicBoolean();
        Route closed = new Route(
                new RouteId("r"),
                failing(TierFailure.UNSUPPORTED),
                recording(asked),
                Standing.fixed(THRESHOLD),
                null,
                true,
                OnHostedUnavailable.KEEP);

        assertThat(failure(prompt("r"), closed).why()).isEqualTo(Why.LOCAL_ONLY_EGRESS_DENIED);
        assertThat(asked).isFalse();
    }

    @Test
    void doesNotDraftForACallerWhoPinsTheHostedTier() {
        List<AnswerEvent> events =
                answer(Prompts.pinned("r", TierName.HOSTED), route(failing(TierFailure.BROKEN), answering()));

        assertThat(opened(events).verdict()).isEqualTo(Reason.PINNED);
        assertThat(opened(events).confidence()).isNull();
    }

    @Test
    void sendsNothingForACallerWhoPinsTheLocalTierOfAHostedRoute() {
        AtomicBoolean asked = new AtomicBoolean();
        Route pinned = new Route(
                new RouteId("r"),
                null,
                recording(asked),
                Standing.fixed(null),
                TierName.HOSTED,
                false,
                OnHostedUnavailable.FAIL);

        Unanswered refused = failure(Prompts.pinned("r", TierName.LOCAL), pinned);

        assertThat(refused.why()).isEqualTo(Why.LOCAL_ONLY_PINNED);
        assertThat(asked).isFalse();
    }

    @Test
    void keepsAnyDraftForACallerWhoPinsTheLocalTier() {
        List<AnswerEvent> events = answer(Prompts.pinned("r", TierName.LOCAL), route(drafting(0), answering()));

        assertThat(opened(events).verdict()).isEqualTo(Reason.PINNED);
        assertThat(opened(events).tier()).isEqualTo(TierName.LOCAL);
    }

    @Test
    void streamsAPinnedLocalAnswerWhileItIsWritten() {
        Flux<AnswerEvent> answer =
                router(route(neverEnding(), answering())).answer(Prompts.streamed(Prompts.pinned("r", TierName.LOCAL)));

        StepVerifier.create(answer.skip(1), 1)
                .expectNext(new AnswerEvent.Written(Piece.of("so far")))
                .thenCancel()
                .verify();
    }

    @Test
    void saysThatAnAnswerBrokeOffAfterItWasOpened() {
        HostedTier breaking = hosted(Flux.concat(
                Flux.just(new HostedEvent.Answering("m"), new HostedEvent.Json("half")),
                Flux.error(TierException.of(TierFailure.INTERRUPTED, null))));

        StepVerifier.create(router(route(drafting(0.1), breaking)).answer(prompt("r")))
                .expectNextCount(2)
                .verifyErrorSatisfies(
                        failure -> assertThat(((Unanswered) failure).why()).isEqualTo(Why.HOSTED_BROKE_OFF));
    }

    @Test
    void billsBothTiersOfAnEscalatedRequest() {
        List<AnswerEvent> events = answer(prompt("r"), route(drafting(0.1), answering()));

        assertThat(settled).singleElement().satisfies(bill -> {
            assertThat(bill.end()).isEqualTo(End.ANSWERED);
            assertThat(bill.verdict()).isEqualTo("below_threshold");
            assertThat(bill.localCost()).isEqualByComparingTo("0.01");
            assertThat(bill.hosted())
                    .singleElement()
                    .satisfies(priced -> assertThat(priced.cost()).isEqualByComparingTo("0.00021"));
            assertThat(bill.cost()).isEqualByComparingTo("0.01021");
            assertThat(bill.wastedItsDraft()).isTrue();
        });
        assertThat(((Closed) events.getLast()).cost()).isEqualByComparingTo("0.01021");
    }

    @Test
    void billsTheDraftWhenTheHostedTierFails() {
        answer(prompt("r"), route(drafting(0.1), refusing(TierFailure.TIMED_OUT)));

        assertThat(settled).singleElement().satisfies(bill -> {
            assertThat(bill.verdict()).isEqualTo("hosted_unavailable");
            assertThat(bill.local()).isNotNull();
            assertThat(bill.hosted()).isEmpty();
            assertThat(bill.wastedItsDraft()).isFalse();
        });
    }

    @Test
    void settlesOnceWhenTheClientLeaves() {
        HostedTier endless = hosted(Flux.concat(Flux.just(new HostedEvent.Answering("m")), Flux.never()));

        StepVerifier.create(router(route(drafting(0.1), endless)).answer(prompt("r")))
                .expectNextCount(1)
                .thenCancel()
                .verify();

        assertThat(settled)
                .singleElement()
                .satisfies(bill -> assertThat(bill.end()).isEqualTo(End.CANCELLED));
    }

    @Test
    void settlesWhatAHostedCallUsedUntilItsCallerLeft() {
        HostedCharge lost = new HostedCharge("m", "m", 10, 0, 3, false, Duration.ZERO, Waste.UNFINISHED);
        HostedTier leaving =
                Scripted.wasting(lost, Flux.concat(Flux.just(new HostedEvent.Answering("m")), Flux.never()));

        StepVerifier.create(router(route(drafting(0.1), leaving)).answer(prompt("r")))
                .expectNextCount(1)
                .thenCancel()
                .verify();

        assertThat(settled).singleElement().satisfies(bill -> {
            assertThat(bill.end()).isEqualTo(End.CANCELLED);
            assertThat(bill.hosted()).extracting(PricedCharge::charge).containsExactly(lost);
        });
    }

    @Test
    void settlesAFailureWithItsCause() {
        failure(prompt("r"), route(failing(TierFailure.SATURATED), null));

        assertThat(settled).singleElement().satisfies(bill -> {
            assertThat(bill.end()).isEqualTo(End.FAILED);
            assertThat(bill.failure()).isEqualTo("saturated");
        });
    }

    @Test
    void computesNothingUntilSubscribed() {
        AtomicBoolean asked = new AtomicBoolean();

        Flux<AnswerEvent> answer =
                router(route(drafting(0.1), recording(asked))).answer(prompt("r"));

        assertThat(asked).isFalse();
        assertThat(settled).isEmpty();
        answer.blockLast();
        assertThat(asked).isTrue();
    }

    @Test
    void refusesAModelThatIsNoRoute() {
        TieredRouter router = router(route(drafting(1), null));

        assertThatThrownBy(() -> router.answer(prompt("other"))).isInstanceOf(UnknownModelException.class);
    }

    @Test
    void findsARouteByItsAlias() {
        RouteTable table = new RouteTable(List.of(route(drafting(1), null)), Map.of("gpt", "r"));

        assertThat(table.find("gpt")).map(Route::id).contains(new RouteId("r"));
    }

    private List<AnswerEvent> answer(Prompt prompt, Route route) {
        return requireNonNull(router(route).answer(prompt).collectList().block());
    }

    private Unanswered failure(Prompt prompt, Route route) {
        List<Throwable> failures = new ArrayList<>();
        router(route).answer(prompt).doOnError(failures::add).onErrorComplete().blockLast();
        assertThat(failures).singleElement().isInstanceOf(Unanswered.class);
        return (Unanswered) failures.getFirst();
    }

    private TieredRouter router(Route route) {
        PriceList prices = new PriceList(Map.of("m", PRICE), BigDecimal.valueOf(36_000));
        return new TieredRouter(new RouteTable(List.of(route), Map.of()), prices, settled::add, TIMINGS);
    }

    private static Opened opened(List<AnswerEvent> events) {
        return (Opened) events.getFirst();
    }

    private static LocalTier drafting(double confidence) {
        return Scripted.drafting(confidence, "a label");
    }

    private static LocalTier failing(TierFailure failure) {
        return Scripted.failing(TierException.of(failure, null));
    }

    private static LocalTier neverEnding() {
        return Scripted.local(Flux.concat(Flux.just(new LocalEvent.Written(Piece.of("so far"))), Flux.never()));
    }

    private static HostedTier answering() {
        return Scripted.answering("hosted");
    }

    private static HostedTier refusing(TierFailure failure) {
        return Scripted.refusing(TierException.of(failure, null));
    }

    private static HostedTier recording(AtomicBoolean asked) {
        return hosted(answering().answer(prompt("r"), _ -> {}).doOnSubscribe(_ -> asked.set(true)));
    }
}

package dev.weir.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.gateway.ledger.HostedCharge;
import dev.weir.gateway.ledger.PriceList;
import dev.weir.gateway.ledger.PricedCharge;
import dev.weir.gateway.ledger.Settlement;
import dev.weir.gateway.ledger.Waste;
import dev.weir.gateway.routing.AnswerEvent.Opened;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

/** What a deadline and a hedge do to a request, in virtual time. */
class DeadlineTest {

    private static final Duration QUICK = Duration.ofMillis(50);
    private static final Duration SLOW = Duration.ofSeconds(2);

    private final VirtualTimeScheduler timer = VirtualTimeScheduler.create();
    private final List<Settlement> settled = new ArrayList<>();
    private final List<AnswerEvent> events = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();

    private Duration localTime = QUICK;
    private Duration hostedTime = QUICK;
    private double confidence = 0.1;
    private Map<RouteId, Double> hedges = Map.of();

    @Test
    void escalatesWithoutTheDraftWhenItWouldComeTooLate() {
        TieredRouter router = router();
        learn(router);
        localTime = SLOW;

        ask(router, Duration.ofMillis(400), Duration.ofMillis(400));

        assertThat(opened().tier()).isEqualTo(TierName.HOSTED);
        assertThat(opened().verdict()).isEqualTo(Reason.DEADLINE);
    }

    @Test
    void keepsAnUnsureDraftWhenTheHostedTierWouldComeTooLate() {
        TieredRouter router = router();
        hostedTime = SLOW;
        learn(router);

        ask(router, Duration.ofMillis(400), QUICK.multipliedBy(2));

        assertThat(opened().tier()).isEqualTo(TierName.LOCAL);
        assertThat(opened().verdict()).isEqualTo(Reason.DEADLINE);
        assertThat(settled.getLast().hosted()).isEmpty();
    }

    @Test
    void keepsAnUnsureDraftWhenTheHostedTierDoesNotComeInTime() {
        TieredRouter router = router();
        learn(router);
        hostedTime = SLOW;

        ask(router, Duration.ofMillis(400), Duration.ofMillis(400));

        assertThat(opened().tier()).isEqualTo(TierName.LOCAL);
        assertThat(opened().verdict()).isEqualTo(Reason.DEADLINE);
    }

    @Test
    void saysThatItWasLateWhenNothingCameInTime() {
        TieredRouter router = router();
        localTime = SLOW;

        ask(router, Duration.ofMillis(400), Duration.ofMillis(400));

        assertThat(failures).singleElement().isInstanceOfSatisfying(Unanswered.class, late -> {
            assertThat(late.verdict()).isEqualTo(Reason.DEADLINE);
            assertThat(late.why()).isEqualTo(Unanswered.Why.HOSTED_FAILED);
        });
        assertThat(settled)
                .singleElement()
                .satisfies(bill -> assertThat(bill.hosted()).isEmpty());
    }

    @Test
    void doesNotHurryWithoutADeadline() {
        TieredRouter router = router();
        learn(router);
        localTime = SLOW;

        ask(router, null, SLOW.plus(SLOW));

        assertThat(opened().verdict()).isEqualTo(Reason.BELOW_THRESHOLD);
    }

    @Test
    void servesWhoeverIsReadyFirstWhereMostDraftsEscalate() {
        hedges = Map.of(new RouteId("r"), 0.5);
        TieredRouter router = router();
        learn(router);
        localTime = SLOW;

        ask(router, null, QUICK);

        assertThat(opened().tier()).isEqualTo(TierName.HOSTED);
        assertThat(opened().verdict()).isEqualTo(Reason.HEDGED);
    }

    @Test
    void givesTheHostedCallUpWhenTheDraftIsKeptAndMetersItAsWaste() {
        hedges = Map.of(new RouteId("r"), 0.5);
        TieredRouter router = router();
        learn(router);
        hostedTime = SLOW;
        confidence = 0.9;

        ask(router, null, QUICK);

        assertThat(opened().tier()).isEqualTo(TierName.LOCAL);
        assertThat(opened().verdict()).isEqualTo(Reason.CONFIDENT);
        assertThat(settled.getLast().hosted())
                .extracting(PricedCharge::charge)
                .extracting(HostedCharge::waste)
                .containsExactly(Waste.HEDGE);
    }

    @Test
    void leavesTheFieldToTheHostedCallWhenTheDraftIsNotKept() {
        hedges = Map.of(new RouteId("r"), 0.5);
        TieredRouter router = router();
        learn(router);
        hostedTime = QUICK.multipliedBy(2);

        ask(router, null, QUICK.multipliedBy(2));

        assertThat(opened().tier()).isEqualTo(TierName.HOSTED);
        assertThat(opened().verdict()).isEqualTo(Reason.BELOW_THRESHOLD);
        assertThat(opened().confidence()).isEqualTo(new Confidence(0.1, true));
    }

    private Opened opened() {
        return (Opened) events.getFirst();
    }

    /** Ten requests with the times that are set now, all of which escalate. */
    private void learn(TieredRouter router) {
        for (int i = 0; i < 10; i++) {
            ask(router, null, localTime.plus(hostedTime));
        }
        settled.clear();
    }

    private void ask(TieredRouter router, @Nullable Duration left, Duration pass) {
        events.clear();
        Prompt prompt = left == null ? Prompts.prompt("r") : Prompts.before(now().plus(left));
        Disposable answer = router.answer(prompt).subscribe(events::add, failures::add);
        timer.advanceTimeBy(pass);
        answer.dispose();
    }

    private Instant now() {
        return Instant.ofEpochMilli(timer.now(TimeUnit.MILLISECONDS));
    }

    private TieredRouter router() {
        LocalTier local = Scripted.local(Flux.defer(() -> Mono.delay(localTime, timer)
                .thenMany(Scripted.drafting(confidence, localTime, "a label").answer(Prompts.prompt("r")))));
        return new TieredRouter(
                new RouteTable(List.of(Scripted.route(local, new TimedHosted())), Map.of()),
                new PriceList(Map.of(), BigDecimal.ONE),
                settled::add,
                new Timings(this::now, timer, hedges));
    }

    /** Answers after a while, unless the deadline comes first. */
    private final class TimedHosted implements HostedTier {

        @Override
        public String model() {
            return "m";
        }

        @Override
        public Flux<HostedEvent> answer(Prompt prompt, Consumer<HostedCharge> onWaste) {
            HostedCharge lost = new HostedCharge("m", "m", 1, 0, 0, false, Duration.ZERO, Waste.UNFINISHED);
            Flux<HostedEvent> answer = Mono.delay(hostedTime, timer)
                    .thenMany(Scripted.answering("hosted").answer(prompt, onWaste))
                    .doOnCancel(() -> onWaste.accept(lost));
            Instant deadline = prompt.deadline();
            return deadline == null
                    ? answer
                    : answer.timeout(
                            Mono.delay(Duration.between(now(), deadline), timer),
                            _ -> Mono.never(),
                            Flux.error(TierException.of(TierFailure.TIMED_OUT, null)));
        }
    }
}

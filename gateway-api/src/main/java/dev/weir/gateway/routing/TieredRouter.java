package dev.weir.gateway.routing;

import static dev.weir.gateway.routing.Reason.BELOW_THRESHOLD;
import static dev.weir.gateway.routing.Reason.CONFIDENT;
import static dev.weir.gateway.routing.Reason.DEADLINE;
import static dev.weir.gateway.routing.Reason.PINNED;
import static dev.weir.gateway.routing.Reason.UNCERTIFIED;
import static dev.weir.gateway.routing.TierFailure.TIMED_OUT;

import dev.weir.gateway.ledger.Bill;
import dev.weir.gateway.ledger.Ledger;
import dev.weir.gateway.ledger.PriceList;
import dev.weir.gateway.ledger.Settlement;
import dev.weir.gateway.routing.Verdict.Commit;
import dev.weir.gateway.routing.Verdict.Escalate;
import dev.weir.gateway.routing.Verdict.Keep;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Answers each prompt from the cheapest tier whose answer its route trusts. */
public final class TieredRouter {

    private final RouteTable routes;
    private final PriceList prices;
    private final Ledger ledger;
    private final Timings timings;

    public TieredRouter(RouteTable routes, PriceList prices, Ledger ledger, Timings timings) {
        this.routes = routes;
        this.prices = prices;
        this.ledger = ledger;
        this.timings = timings;
    }

    /**
     * Fails with {@link Unanswered} when no tier answers. The bill is settled once, however the request ends: answered,
     * failed or cancelled.
     *
     * @throws UnknownModelException at once, when no route has the name that the caller asks for
     */
    public Flux<AnswerEvent> answer(Prompt prompt) {
        Route route =
                routes.find(prompt.askedModel()).orElseThrow(() -> new UnknownModelException(prompt.askedModel()));
        return Flux.usingWhen(
                Mono.fromSupplier(() -> new Bill(prompt.requestId(), route.id().value(), prompt.streamed(), prices)),
                bill -> inTime(prompt, route, bill),
                bill -> settle(bill, Settlement.End.ANSWERED, null),
                (bill, failure) -> settle(bill, Settlement.End.FAILED, failure),
                bill -> settle(bill, Settlement.End.CANCELLED, null));
    }

    private Flux<AnswerEvent> inTime(Prompt prompt, Route route, Bill bill) {
        Pace pace = timings.paceOf(prompt, route);
        Plan plan = route.mayEscalate(prompt) ? pace.plan() : pace.onlyUntilTheDeadline();
        Judgement unjudged = Judgement.unobserved(route.standing().threshold());
        Function<Judgement, Conclusion> by = judgement -> new Conclusion(prompt, route, judgement, bill, pace);
        Mono<Verdict> draft = draft(prompt, route, bill, unjudged).doOnNext(pace::judged);
        return switch (plan.then()) {
            case GIVE_UP ->
                conclude(pace.until(plan, draft, () -> new Escalate(TierException.of(TIMED_OUT, null), unjudged)), by);
            case ESCALATE -> conclude(pace.until(plan, draft, () -> new Escalate(DEADLINE, unjudged)), by);
            case HEDGE -> new Race(by, unjudged).of(draft, pace.after(plan.draftAlone()));
        };
    }

    private static Flux<AnswerEvent> conclude(Mono<Verdict> verdict, Function<Judgement, Conclusion> by) {
        return verdict.flatMapMany(given -> by.apply(given.judgement()).of(given));
    }

    private static Mono<Verdict> draft(Prompt prompt, Route route, Bill bill, Judgement unjudged) {
        TierName pin = route.pinFor(prompt);
        LocalTier local = route.local();
        if (local == null || pin == TierName.HOSTED) {
            return Mono.just(new Escalate(PINNED, unjudged));
        }
        if (pin == TierName.LOCAL && prompt.streamed()) {
            return Mono.just(new Commit(local.answer(prompt), PINNED, unjudged));
        }
        return local.answer(prompt)
                .ofType(LocalEvent.Drafted.class)
                .last()
                .map(LocalEvent.Drafted::draft)
                .doOnNext(draft -> bill.add(draft.charge(), draft.confidence().value()))
                .map(draft -> judge(
                        draft,
                        pin,
                        route.isObservable(prompt) ? route.standing().judge(draft.confidence()) : unjudged))
                .onErrorResume(TierException.class, failure -> Mono.just(new Escalate(failure, unjudged)));
    }

    private static Verdict judge(Draft draft, @Nullable TierName pin, Judgement judgement) {
        if (pin == TierName.LOCAL) {
            return new Keep(draft, PINNED, judgement);
        }
        Threshold threshold = judgement.threshold();
        if (threshold == null) {
            return new Escalate(UNCERTIFIED, draft, judgement);
        }
        return draft.confidence().meets(threshold)
                ? new Keep(draft, CONFIDENT, judgement)
                : new Escalate(BELOW_THRESHOLD, draft, judgement);
    }

    private Mono<Void> settle(Bill bill, Settlement.End end, @Nullable Throwable failure) {
        return Mono.fromRunnable(() -> ledger.record(bill.settle(end, wordFor(failure))));
    }

    private static @Nullable String wordFor(@Nullable Throwable failure) {
        return switch (failure) {
            case null -> null;
            case Unanswered expected -> expected.word();
            default -> "unexpected";
        };
    }
}

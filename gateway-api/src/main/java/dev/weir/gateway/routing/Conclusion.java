package dev.weir.gateway.routing;

import static dev.weir.gateway.routing.Reason.DEADLINE;
import static dev.weir.gateway.routing.Reason.EGRESS_DENIED;
import static dev.weir.gateway.routing.Reason.HOSTED_UNAVAILABLE;
import static dev.weir.gateway.routing.Reason.UNCERTIFIED;
import static java.util.Objects.requireNonNull;

import dev.weir.gateway.ledger.Bill;
import dev.weir.gateway.ledger.HostedCharge;
import dev.weir.gateway.ledger.LocalCharge;
import dev.weir.gateway.ledger.Waste;
import dev.weir.gateway.routing.Route.OnHostedUnavailable;
import dev.weir.gateway.routing.Unanswered.Why;
import dev.weir.gateway.routing.Verdict.Commit;
import dev.weir.gateway.routing.Verdict.Escalate;
import dev.weir.gateway.routing.Verdict.Keep;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Carries one request's verdict out: serves the draft, or asks the hosted tier, or says why neither is possible. What
 * becomes of a request whose hosted tier may not, cannot, or does not answer is decided here and nowhere else.
 */
final class Conclusion {

    private final Prompt prompt;
    private final Route route;
    private final Judgement judgement;
    private final Bill bill;
    private final Pace pace;

    Conclusion(Prompt prompt, Route route, Judgement judgement, Bill bill, Pace pace) {
        this.prompt = prompt;
        this.route = route;
        this.judgement = judgement;
        this.bill = bill;
        this.pace = pace;
    }

    Flux<AnswerEvent> of(Verdict verdict) {
        return switch (verdict) {
            case Keep kept -> {
                judgement.witness().kept(prompt, kept.draft());
                yield keep(kept.draft(), kept.reason());
            }
            case Commit commit -> flow(commit.answer(), commit.reason());
            case Escalate escalate -> escalate(escalate);
        };
    }

    private Flux<AnswerEvent> keep(Draft draft, Reason reason) {
        return Flux.concat(
                Flux.just(openedLocally(draft.confidence(), reason)),
                Flux.fromIterable(draft.pieces()).map(AnswerEvent.Written::new),
                Flux.defer(() -> Flux.just(closedLocally(draft))));
    }

    private Flux<AnswerEvent> flow(Flux<LocalEvent> answer, Reason reason) {
        return answer.switchOnFirst((first, events) -> first.isOnError()
                ? unanswered(reason, Why.LOCAL_ONLY_PINNED, first.getThrowable())
                : events.map(this::told)
                        .startWith(openedLocally(null, reason))
                        .onErrorResume(failure -> unanswered(reason, Why.LOCAL_BROKE_OFF, failure)));
    }

    private AnswerEvent told(LocalEvent event) {
        return switch (event) {
            case LocalEvent.Written(Piece piece) -> new AnswerEvent.Written(piece);
            case LocalEvent.Drafted(Draft draft) -> {
                bill.add(draft.charge(), draft.confidence().value());
                yield closedLocally(draft);
            }
        };
    }

    private Flux<AnswerEvent> escalate(Escalate escalate) {
        TierName pin = route.pinFor(prompt);
        if (pin == TierName.LOCAL) {
            return unanswered(escalate.reason(), Why.LOCAL_ONLY_PINNED, escalate.failure());
        }
        if (route.egressDenied() || prompt.egressDenied()) {
            return pin == TierName.HOSTED
                    ? unanswered(EGRESS_DENIED, Why.HOSTED_PINNED_EGRESS_DENIED, null)
                    : withoutEgress(escalate);
        }
        HostedTier hosted = route.hosted();
        if (hosted == null) {
            return withoutHosted(escalate);
        }
        if (pace.isOver()) {
            return whenHostedFails(escalate, TierException.of(TierFailure.TIMED_OUT, null));
        }
        Draft draft = escalate.draft();
        if (draft != null && keepsUnsureDrafts() && pace.keepsDraft()) {
            return keep(draft, DEADLINE);
        }
        Flux<HostedEvent> answer = hosted.answer(prompt, bill::add);
        return relay(
                draft == null ? answer : judgement.witness().escalated(prompt, draft, answer),
                () -> escalate,
                Mono.just(escalate));
    }

    /** Asks the hosted tier beside the local one. */
    Flux<AnswerEvent> hedge(Race race) {
        Consumer<HostedCharge> onWaste = lost -> bill.add(race.isWonByTheDraft() ? lost.wastedAs(Waste.HEDGE) : lost);
        return relay(requireNonNull(route.hosted()).answer(prompt, onWaste), race::reasonSoFar, race.escalated());
    }

    /**
     * Serves the hosted tier's answer, or what there is instead.
     *
     * @param soFar why it was asked, as far as it is known when it begins to answer
     * @param escalated the verdict of the draft, for which its failure waits
     */
    private Flux<AnswerEvent> relay(Flux<HostedEvent> answer, Supplier<Escalate> soFar, Mono<Escalate> escalated) {
        return pace.timed(answer).switchOnFirst((first, events) -> {
            if (first.isOnError()) {
                return escalated.flatMapMany(escalate -> whenHostedFails(escalate, first.getThrowable()));
            }
            Escalate escalate = soFar.get();
            return events.map(event -> relayed(event, escalate))
                    .onErrorResume(failure -> unanswered(escalate.reason(), Why.HOSTED_BROKE_OFF, failure));
        });
    }

    private AnswerEvent relayed(HostedEvent event, Escalate escalate) {
        return switch (event) {
            case HostedEvent.Answering(String model) -> openedHosted(model, escalate);
            case HostedEvent.Json(Object object) -> new AnswerEvent.Json(object);
            case HostedEvent.Charged(var charge) -> {
                bill.add(charge);
                yield new AnswerEvent.Closed(
                        List.of(),
                        charge.promptTokens(),
                        charge.completionTokens(),
                        bill.cost(),
                        localTime(),
                        charge.wallTime());
            }
        };
    }

    private Flux<AnswerEvent> withoutEgress(Escalate escalate) {
        Draft draft = escalate.draft();
        if (draft == null) {
            return unanswered(escalate.reason(), Why.LOCAL_ONLY_EGRESS_DENIED, escalate.failure());
        }
        return keep(draft, escalate.reason() == UNCERTIFIED ? UNCERTIFIED : EGRESS_DENIED);
    }

    private Flux<AnswerEvent> withoutHosted(Escalate escalate) {
        if (route.local() == null) {
            return unanswered(HOSTED_UNAVAILABLE, Why.NO_TIER, null);
        }
        Draft draft = escalate.draft();
        if (draft == null && escalate.failure() != null) {
            return unanswered(escalate.reason(), Why.LOCAL_ONLY_UNCONFIGURED, escalate.failure());
        }
        return draft != null && keepsUnsureDrafts()
                ? keep(draft, HOSTED_UNAVAILABLE)
                : unanswered(HOSTED_UNAVAILABLE, Why.HOSTED_UNCONFIGURED, null);
    }

    private Flux<AnswerEvent> whenHostedFails(Escalate escalate, @Nullable Throwable failure) {
        if (failure instanceof TierException refused && refused.failure() == TierFailure.REFUSED) {
            return unanswered(escalate.reason(), Why.HOSTED_FAILED, refused);
        }
        Draft draft = escalate.draft();
        boolean keeps = failure instanceof TierException && keepsUnsureDrafts();
        Reason reason = pace.isOver() ? DEADLINE : HOSTED_UNAVAILABLE;
        return draft != null && keeps ? keep(draft, reason) : unanswered(reason, Why.HOSTED_FAILED, failure);
    }

    private boolean keepsUnsureDrafts() {
        return route.onHostedUnavailable() == OnHostedUnavailable.KEEP;
    }

    private AnswerEvent openedLocally(@Nullable Confidence confidence, Reason reason) {
        LocalTier local = requireNonNull(route.local());
        bill.answeredBy(TierName.LOCAL.word(), local.model(), reason.word());
        List<String> unused =
                prompt.fields().stream().filter(field -> !local.heeds(field)).toList();
        return new AnswerEvent.Opened(
                route.id(), TierName.LOCAL, local.model(), reason, confidence, judgement.threshold(), unused);
    }

    private AnswerEvent openedHosted(String model, Escalate escalate) {
        bill.answeredBy(TierName.HOSTED.word(), model, escalate.reason().word());
        Draft draft = escalate.draft();
        return new AnswerEvent.Opened(
                route.id(),
                TierName.HOSTED,
                model,
                escalate.reason(),
                draft == null ? null : draft.confidence(),
                judgement.threshold(),
                List.of());
    }

    private AnswerEvent closedLocally(Draft draft) {
        LocalCharge charge = draft.charge();
        return new AnswerEvent.Closed(
                draft.finishes(),
                charge.promptTokens(),
                charge.completionTokens(),
                bill.cost(),
                charge.wallTime(),
                null);
    }

    private @Nullable Duration localTime() {
        LocalCharge charge = bill.local();
        return charge == null ? null : charge.wallTime();
    }

    private Flux<AnswerEvent> unanswered(Reason verdict, Why why, @Nullable Throwable failure) {
        if (failure != null && !(failure instanceof TierException)) {
            return Flux.error(failure);
        }
        bill.unanswered(verdict.word());
        return Flux.error(new Unanswered(route.id(), verdict, why, (TierException) failure));
    }
}

package dev.weir.gateway.routing;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** One request's time: what is planned for it, and what is learned from it for those that follow. */
final class Pace {

    /** What has not come yet is taken to need twice as long: nobody will ever know. */
    private static final int LATER = 2;
    /** Timers and clocks do not agree to the millisecond. */
    private static final Duration MOMENT = Duration.ofMillis(10);

    private final Timings timings;
    private final Prompt prompt;
    private final Timings.Seen kind;
    private final Timings.Seen all;
    private final @Nullable Double hedgeFrom;

    Pace(Timings timings, Prompt prompt, Timings.Seen kind, Timings.Seen all, @Nullable Double hedgeFrom) {
        this.timings = timings;
        this.prompt = prompt;
        this.kind = kind;
        this.all = all;
        this.hedgeFrom = hedgeFrom;
    }

    Plan plan() {
        return Plan.of(outlook());
    }

    /** Whether a draft that should escalate is better served as it is. */
    boolean keepsDraft() {
        return Plan.keepsDraft(outlook());
    }

    /** Whether the deadline has passed. */
    boolean isOver() {
        Duration left = timings.left(prompt);
        return left != null && left.compareTo(MOMENT) < 0;
    }

    private Outlook outlook() {
        return new Outlook(
                timings.left(prompt),
                kind.local.isKnown() ? kind.local : all.local,
                kind.hosted.isKnown() ? kind.hosted : all.hosted,
                kind.escalates(),
                hedgeFrom);
    }

    /** All that can be planned where no other tier may answer. */
    Plan onlyUntilTheDeadline() {
        Duration left = timings.left(prompt);
        return left == null ? Plan.UNHURRIED : new Plan(left, Plan.Then.GIVE_UP);
    }

    /** A draft as long as the plan leaves it alone, then something else. */
    Mono<Verdict> until(Plan plan, Mono<Verdict> draft, Supplier<Verdict> otherwise) {
        if (plan.equals(Plan.UNHURRIED)) {
            return draft;
        }
        Mono<Verdict> late = Mono.fromSupplier(() -> {
            draftIsLate(plan.draftAlone());
            return otherwise.get();
        });
        return draft.timeout(after(plan.draftAlone()), late);
    }

    /** Learns from a draft that was judged. */
    void judged(Verdict verdict) {
        switch (verdict) {
            case Verdict.Keep keep -> drafted(keep.draft(), false);
            case Verdict.Escalate escalate -> drafted(escalate.draft(), true);
            case Verdict.Commit _ -> {
                // Its draft is not written yet.
            }
        }
    }

    private void drafted(@Nullable Draft draft, boolean escalates) {
        if (draft == null) {
            return;
        }
        Duration took = draft.charge().wallTime();
        kind.local.record(took);
        all.local.record(took);
        kind.judged(escalates);
    }

    /** Learns how long a hosted answer takes, to its beginning if it streams. */
    Flux<HostedEvent> timed(Flux<HostedEvent> answer) {
        return Flux.defer(() -> {
            long asked = timer().now(TimeUnit.NANOSECONDS);
            return answer.doOnNext(event -> {
                        if (event instanceof HostedEvent.Answering) {
                            hostedTook(since(asked));
                        }
                    })
                    .doOnError(TierException.class, failure -> {
                        if (failure.failure() == TierFailure.TIMED_OUT) {
                            hostedTook(since(asked).multipliedBy(LATER));
                        }
                    });
        });
    }

    private Duration since(long moment) {
        return Duration.ofNanos(timer().now(TimeUnit.NANOSECONDS) - moment);
    }

    private void hostedTook(Duration took) {
        kind.hosted.record(took);
        all.hosted.record(took);
    }

    private void draftIsLate(Duration after) {
        kind.local.record(after.multipliedBy(LATER));
        all.local.record(after.multipliedBy(LATER));
    }

    /** Completes when the draft has been alone for as long as it may be. */
    Mono<Long> after(Duration time) {
        return Mono.delay(time.isNegative() ? Duration.ZERO : time, timer());
    }

    private Scheduler timer() {
        return timings.timer();
    }
}

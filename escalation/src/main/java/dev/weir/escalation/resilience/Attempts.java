package dev.weir.escalation.resilience;

import dev.weir.escalation.EscalationException;
import dev.weir.escalation.EscalationException.TimedOut;
import dev.weir.escalation.EscalationObserver;
import dev.weir.escalation.EscalationObserver.Result;
import dev.weir.escalation.HostedRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;
import reactor.core.scheduler.Scheduler;
import reactor.util.retry.Retry;

/** The attempts of one call: reports them and decides on the next. They follow one another, never overlap. */
final class Attempts {

    private final String model;
    private final HostedRequest request;
    private final RetryPolicy policy;
    private final boolean repeatsLate;
    private final Deadline deadline;
    private final EscalationObserver observer;
    private volatile boolean delivered;
    private volatile Result result = Result.ANSWERED;

    Attempts(
            String model,
            HostedRequest request,
            RetryPolicy policy,
            boolean repeatsLate,
            Deadline deadline,
            EscalationObserver observer) {
        this.model = model;
        this.request = request;
        this.policy = policy;
        this.repeatsLate = repeatsLate;
        this.deadline = deadline;
        this.observer = observer;
    }

    /** One attempt, which ends at the deadline at the latest. */
    <T> Flux<T> attempt(Publisher<T> sending) {
        return Flux.defer(() -> {
            result = Result.ANSWERED;
            long begin = nanos();
            request.tab().begin();
            return deadline.over(Flux.from(sending))
                    .doOnNext(this::delivered)
                    .doOnError(EscalationException.class, failure -> failed(failure, begin))
                    .doOnCancel(() -> lost(true, begin))
                    .doFinally(signal -> report(signal, since(begin)));
        });
    }

    private void delivered(Object part) {
        delivered = true;
        request.tab().delivered(part);
    }

    private void failed(EscalationException failure, long begin) {
        result = Result.of(failure);
        lost(failure instanceof TimedOut, begin);
    }

    private void lost(boolean taken, long begin) {
        request.tab().lose(model, request.body(), taken, since(begin));
    }

    private Duration since(long begin) {
        return Duration.ofNanos(nanos() - begin);
    }

    private void report(SignalType signal, Duration took) {
        observer.attempted(model, signal == SignalType.CANCEL ? Result.CANCELLED : result, took);
    }

    /** Sends again only what has delivered nothing, may pass, and has the time. */
    Retry retries() {
        return Retry.from(failures -> failures.concatMap(signal -> next(signal)));
    }

    private Mono<Long> next(Retry.RetrySignal signal) {
        if (delivered || !(signal.failure() instanceof EscalationException known)) {
            return Mono.error(signal.failure());
        }
        int made = Math.toIntExact(signal.totalRetries() + 1);
        Optional<Duration> pause = policy.pauseBeforeNext(made, known, repeatsLate, timeLeft());
        if (pause.isEmpty() || !request.tab().takeRepeat()) {
            return Mono.error(known);
        }
        observer.retried(model, Result.of(known), pause.get());
        return Mono.delay(pause.get(), timer());
    }

    private Duration timeLeft() {
        Duration callers = request.tab().timeLeft();
        Duration ours = deadline.remaining();
        return callers.compareTo(ours) < 0 ? callers : ours;
    }

    private long nanos() {
        return timer().now(TimeUnit.NANOSECONDS);
    }

    private Scheduler timer() {
        return deadline.timer();
    }
}

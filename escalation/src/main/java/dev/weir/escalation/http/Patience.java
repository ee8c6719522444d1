package dev.weir.escalation.http;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;

/**
 * Ends one answer that does not begin, or does not go on, in time. The clock runs from {@link #sent()} on and only
 * while more is wanted: a slow reader is not taken for a slow provider. One timer task runs per answer, not per event.
 */
final class Patience {

    private static final long UNSENT = Long.MIN_VALUE;

    private final long firstNanos;
    private final long idleNanos;
    /** Never asleep for longer than this, because the limit may shrink meanwhile. */
    private final long glanceNanos;

    private final Scheduler timer;
    private final AtomicLong wanted = new AtomicLong();
    private volatile long lastHeard = UNSENT;
    private volatile boolean begun;
    private volatile boolean ended;

    Patience(Duration first, Duration idle, Scheduler timer) {
        this.firstNanos = first.toNanos();
        this.idleNanos = idle.toNanos();
        this.glanceNanos = Math.min(firstNanos, idleNanos);
        this.timer = timer;
    }

    /** The request is on its way. */
    void sent() {
        lastHeard = now();
    }

    /** Something of the answer has come. */
    void heard() {
        begun = true;
        lastHeard = now();
    }

    /** Expiry completes and the error follows, because {@code takeUntilOther} does not cancel its source on an error. */
    <T> Flux<T> over(Flux<T> answer) {
        return answer.doOnRequest(this::wants)
                .doOnNext(_ -> delivered())
                .doOnTerminate(() -> ended = true)
                .takeUntilOther(expiry())
                .concatWith(Mono.defer(() -> ended ? Mono.empty() : Mono.error(late())));
    }

    private TimeoutException late() {
        return new TimeoutException(begun ? "the answer stalled" : "no answer began");
    }

    private void wants(long more) {
        if (wanted.getAndUpdate(now -> Operators.addCap(now, more)) == 0 && lastHeard != UNSENT) {
            lastHeard = now();
        }
    }

    private void delivered() {
        heard();
        wanted.updateAndGet(now -> now == Long.MAX_VALUE ? now : now - 1);
    }

    private Mono<Void> expiry() {
        return Mono.defer(() -> Mono.delay(Duration.ofNanos(Math.min(left(), glanceNanos)), timer))
                .repeat(() -> left() > 0)
                .then();
    }

    private long left() {
        long limit = begun ? idleNanos : firstNanos;
        return isWaiting() ? Math.max(0, lastHeard + limit - now()) : limit;
    }

    private boolean isWaiting() {
        return lastHeard != UNSENT && wanted.get() > 0;
    }

    private long now() {
        return timer.now(TimeUnit.NANOSECONDS);
    }
}

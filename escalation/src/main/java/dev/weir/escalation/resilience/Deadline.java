package dev.weir.escalation.resilience;

import dev.weir.escalation.EscalationException.TimedOut;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** The instant after which an answer is worthless. */
record Deadline(long atNanos, Scheduler timer) {

    static Deadline in(Duration time, Scheduler timer) {
        return new Deadline(timer.now(TimeUnit.NANOSECONDS) + time.toNanos(), timer);
    }

    /** Never negative. */
    Duration remaining() {
        return Duration.ofNanos(Math.max(0, atNanos - timer.now(TimeUnit.NANOSECONDS)));
    }

    /** Expiry completes and the error follows, because {@code takeUntilOther} does not cancel its source on an error. */
    <T> Flux<T> over(Flux<T> answer) {
        return Flux.defer(() -> {
            AtomicBoolean ended = new AtomicBoolean();
            return answer.doOnTerminate(() -> ended.set(true))
                    .takeUntilOther(Mono.delay(remaining(), timer))
                    .concatWith(Mono.defer(() -> ended.get() ? Mono.empty() : Mono.error(new TimedOut(null))));
        });
    }
}

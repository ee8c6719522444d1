package dev.weir.escalation.resilience;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.scheduler.Scheduler;

/**
 * Whether others should be asked before a model: its breaker has just opened, or two attempts in a row have failed. It
 * passes by itself, for a model that nobody asks could never show that it is well again.
 */
final class Trouble {

    private static final int FAILURES_IN_A_ROW = 2;

    private final long lastsMillis;
    private final Scheduler timer;
    private final AtomicInteger failuresInARow = new AtomicInteger();
    private volatile long openUntil = Long.MIN_VALUE;
    private volatile long failingUntil = Long.MIN_VALUE;

    private Trouble(Duration lasts, Scheduler timer) {
        this.lastsMillis = lasts.toMillis();
        this.timer = timer;
    }

    /** Hears from the breaker which attempts have failed. */
    static Trouble behind(CircuitBreaker breaker, Duration lasts, Scheduler timer) {
        Trouble trouble = new Trouble(lasts, timer);
        breaker.getEventPublisher()
                .onSuccess(_ -> trouble.answered())
                .onError(_ -> trouble.failed())
                .onStateTransition(change -> {
                    if (change.getStateTransition().getToState() == CircuitBreaker.State.OPEN) {
                        trouble.opened();
                    }
                });
        return trouble;
    }

    private void answered() {
        failuresInARow.set(0);
        failingUntil = Long.MIN_VALUE;
    }

    private void failed() {
        if (failuresInARow.incrementAndGet() >= FAILURES_IN_A_ROW) {
            failingUntil = now() + lastsMillis;
        }
    }

    private void opened() {
        openUntil = now() + lastsMillis;
    }

    boolean isThere() {
        return now() < Math.max(openUntil, failingUntil);
    }

    private long now() {
        return timer.now(TimeUnit.MILLISECONDS);
    }
}

package dev.weir.escalation.resilience;

import dev.weir.escalation.EscalationObserver;
import dev.weir.escalation.HostedHealth;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import reactor.core.scheduler.Scheduler;

/** Tells the call limit, before everyone else, how each attempt ended. */
record LimitFeedback(CallLimit limit, Scheduler timer, EscalationObserver others) implements EscalationObserver {

    @Override
    public void attempted(String model, Result result, Duration took) {
        limit.heard(result, timer.now(TimeUnit.NANOSECONDS) - took.toNanos());
        others.attempted(model, result, took);
    }

    @Override
    public void retried(String model, Result result, Duration pause) {
        others.retried(model, result, pause);
    }

    @Override
    public void breakerChanged(String model, HostedHealth.Breaker state) {
        others.breakerChanged(model, state);
    }
}

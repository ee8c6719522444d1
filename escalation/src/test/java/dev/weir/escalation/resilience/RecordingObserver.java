package dev.weir.escalation.resilience;

import dev.weir.escalation.EscalationObserver;
import dev.weir.escalation.HostedHealth;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what it heard. */
final class RecordingObserver implements EscalationObserver {

    final List<Result> attempts = new CopyOnWriteArrayList<>();
    final List<Duration> pauses = new CopyOnWriteArrayList<>();
    final List<HostedHealth.Breaker> breaker = new CopyOnWriteArrayList<>();

    @Override
    public void attempted(String model, Result result, Duration took) {
        attempts.add(result);
    }

    @Override
    public void retried(String model, Result result, Duration pause) {
        pauses.add(pause);
    }

    @Override
    public void breakerChanged(String model, HostedHealth.Breaker state) {
        breaker.add(state);
    }
}

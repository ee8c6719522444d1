package dev.weir.escalation.resilience;

import dev.weir.escalation.EscalationException.Interrupted;
import dev.weir.escalation.EscalationException.TimedOut;
import dev.weir.escalation.EscalationException.Unavailable;
import dev.weir.escalation.EscalationException.Unavailable.Reason;
import dev.weir.escalation.HostedHealth;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import reactor.core.scheduler.Scheduler;

/**
 * What makes a breaker open: a provider that cannot be reached, fails, or answers too late. A refused request, a
 * limit, a wrong key and a caller who left say nothing of its health; opening for them would keep good calls off.
 */
final class ProviderBreaker {

    private ProviderBreaker() {}

    static CircuitBreaker of(String name, BreakerOptions options, Scheduler timer) {
        var config = CircuitBreakerConfig.custom()
                .slidingWindow(options.slidingWindow(), options.minimumAttempts(), SlidingWindowType.COUNT_BASED)
                .failureRateThreshold(options.failurePercentage())
                .waitDurationInOpenState(options.openFor())
                .permittedNumberOfCallsInHalfOpenState(options.trialAttempts())
                .recordException(ProviderBreaker::isFailure)
                .ignoreException(failure -> !isFailure(failure))
                .writableStackTraceEnabled(false)
                .clock(new SchedulerClock(timer))
                .build();
        return CircuitBreaker.of(name, config);
    }

    private static boolean isFailure(Throwable failure) {
        return switch (failure) {
            case TimedOut _, Interrupted _ -> true;
            case Unavailable unavailable ->
                unavailable.reason() == Reason.FAILING || unavailable.reason() == Reason.UNREACHABLE;
            default -> false;
        };
    }

    static HostedHealth.Breaker state(CircuitBreaker.State state) {
        return switch (state) {
            case OPEN, FORCED_OPEN -> HostedHealth.Breaker.OPEN;
            case HALF_OPEN -> HostedHealth.Breaker.HALF_OPEN;
            case CLOSED, DISABLED, METRICS_ONLY -> HostedHealth.Breaker.CLOSED;
        };
    }
}

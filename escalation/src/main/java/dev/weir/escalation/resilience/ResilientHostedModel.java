package dev.weir.escalation.resilience;

import dev.weir.escalation.EscalationException;
import dev.weir.escalation.EscalationException.Unavailable;
import dev.weir.escalation.EscalationException.Unavailable.Reason;
import dev.weir.escalation.EscalationObserver;
import dev.weir.escalation.HostedEvent;
import dev.weir.escalation.HostedHealth;
import dev.weir.escalation.HostedModel;
import dev.weir.escalation.HostedOptions;
import dev.weir.escalation.HostedReply;
import dev.weir.escalation.HostedRequest;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.reactor.circuitbreaker.operator.CircuitBreakerOperator;
import java.util.function.Supplier;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * A hosted model that survives its provider's bad days. A call takes one place of the call limit until it ends; within
 * it, attempts follow one another under one deadline, each through the circuit breaker. Once anything was delivered,
 * nothing is sent again.
 *
 * <p>An attempt that timed out is repeated only for a stream: an unstreamed answer comes whole when it is written, so
 * an attempt that was too slow has likely been paid for, and the next would be as slow.
 */
public final class ResilientHostedModel implements HostedModel {

    private final HostedModel model;
    private final HostedOptions options;
    private final RetryPolicy policy;
    private final EscalationObserver observer;
    private final Scheduler timer;
    private final CallLimit limit;
    private final CircuitBreaker breaker;
    private final Trouble trouble;

    public ResilientHostedModel(
            HostedModel model,
            HostedOptions options,
            BreakerOptions breakerOptions,
            EscalationObserver observer,
            Scheduler timer) {
        this(model, options, RetryPolicy.standard(options.maxAttempts()), breakerOptions, observer, timer);
    }

    ResilientHostedModel(
            HostedModel model,
            HostedOptions options,
            RetryPolicy policy,
            BreakerOptions breakerOptions,
            EscalationObserver observer,
            Scheduler timer) {
        this.model = model;
        this.options = options;
        this.policy = policy;
        this.timer = timer;
        this.limit = new CallLimit(
                options.maxConcurrentCalls(), options.maxConcurrentCalls(), options.connectTimeout(), timer);
        this.observer = new LimitFeedback(limit, timer, observer);
        this.breaker = ProviderBreaker.of(model.name(), breakerOptions, timer);
        this.trouble = Trouble.behind(breaker, breakerOptions.openFor(), timer);
        breaker.getEventPublisher()
                .onStateTransition(change -> observer.breakerChanged(
                        model.name(),
                        ProviderBreaker.state(change.getStateTransition().getToState())));
    }

    @Override
    public String name() {
        return model.name();
    }

    @Override
    public Mono<HostedReply> answer(HostedRequest request) {
        return call(request, () -> model.answer(request), false).singleOrEmpty();
    }

    @Override
    public Flux<HostedEvent> stream(HostedRequest request) {
        return call(request, () -> model.stream(request), true);
    }

    /** Whether others should be asked first, if there are any. */
    public boolean isTroubled() {
        return trouble.isThere();
    }

    /** How it fares right now. */
    public HostedHealth health() {
        return new HostedHealth(
                name(),
                ProviderBreaker.state(breaker.getState()),
                isTroubled(),
                limit.running(),
                limit.waiting(),
                limit.limit(),
                options.maxConcurrentCalls());
    }

    private <T> Flux<T> call(HostedRequest request, Supplier<Publisher<T>> sending, boolean repeatsLate) {
        Flux<T> attempted = Flux.defer(() -> {
            Deadline deadline = Deadline.in(options.totalTimeout(), timer);
            Attempts attempts = new Attempts(name(), request, policy, repeatsLate, deadline, observer);
            return attempts.attempt(Flux.defer(sending))
                    .transformDeferred(CircuitBreakerOperator.of(breaker))
                    .retryWhen(attempts.retries());
        });
        return limit.within(attempted, request.tab()::timeLeft).onErrorMap(ResilientHostedModel::known);
    }

    private static EscalationException known(Throwable failure) {
        return switch (failure) {
            case EscalationException known -> known;
            case CallNotPermittedException open -> new Unavailable(Reason.BREAKER_OPEN, null, open);
            default -> new Unavailable(Reason.FAILING, null, failure);
        };
    }
}

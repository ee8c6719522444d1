package dev.weir.escalation;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A large model at a provider. Nothing is sent until subscription; cancelling closes the provider's connection at
 * once. Every error is an {@link EscalationException}.
 */
public interface HostedModel {

    /** The name that operators know it by, such as {@code openai/gpt-4o-mini}. */
    String name();

    Mono<HostedReply> answer(HostedRequest request);

    Flux<HostedEvent> stream(HostedRequest request);
}

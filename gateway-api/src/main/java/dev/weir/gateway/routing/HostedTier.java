package dev.weir.gateway.routing;

import reactor.core.publisher.Flux;

/** The hosted models behind a route. Nothing leaves until subscription; cancelling closes the connection at once. */
public interface HostedTier {

    /** The first model of the chain, without the tier. */
    String model();

    /** Fails only with a {@link TierException}. */
    Flux<HostedEvent> answer(Prompt prompt);
}

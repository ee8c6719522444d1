package dev.weir.gateway.routing;

import dev.weir.gateway.ledger.HostedCharge;

/**
 * What a hosted model answers with: the model that answers, the JSON objects of OpenAI's dialect in order (for an
 * unstreamed prompt exactly one), then the charge, last and once.
 */
public sealed interface HostedEvent {

    /** A model of the chain has begun to answer; from now on no other is asked. */
    record Answering(String model) implements HostedEvent {}

    /**
     * One {@code chat.completion}, or for a streamed prompt one {@code chat.completion.chunk}.
     *
     * @param object what the JSON library of the wire reads and writes; the router only passes it on
     */
    record Json(Object object) implements HostedEvent {}

    /** The end of a complete answer. */
    record Charged(HostedCharge charge) implements HostedEvent {}
}

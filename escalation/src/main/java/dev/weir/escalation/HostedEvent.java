package dev.weir.escalation;

import tools.jackson.databind.node.ObjectNode;

/**
 * What a hosted stream is made of: chunks, then exactly one {@link Finished}, then completion. A stream that breaks
 * ends in an {@link EscalationException} and has no {@link Finished}.
 */
public sealed interface HostedEvent {

    /**
     * One OpenAI {@code chat.completion.chunk}, or {@code text_completion} of the older operation, with choices, as the provider sent it but well-formed: the same
     * {@code id} and {@code created} on every chunk, the role on the first delta only, no {@code usage} and no
     * {@code error} key.
     */
    record Chunk(ObjectNode json) implements HostedEvent {}

    /**
     * The end of a complete stream.
     *
     * @param usageChunk a chunk without choices whose {@code usage} is the provider's own, with all its details, or our
     *     estimate where it sent none
     */
    record Finished(String reportedModel, HostedUsage usage, ObjectNode usageChunk) implements HostedEvent {}
}

package dev.weir.escalation;

import tools.jackson.databind.node.ObjectNode;

/**
 * One request to a hosted model.
 *
 * @param requestId the caller's request id, sent along for the provider's logs
 * @param body the operation's JSON as the caller sent it. Nothing in it is lost on the way to an OpenAI-dialect
 *     provider; {@code model}, {@code stream} and {@code stream_options} are set by the hosted model on a copy
 * @param tab what it may spend, and has spent in vain
 */
public record HostedRequest(String requestId, Operation operation, ObjectNode body, Tab tab) {

    public HostedRequest(String requestId, Operation operation, ObjectNode body) {
        this(requestId, operation, body, Tab.open());
    }

    /** Asks for a chat completion. */
    public HostedRequest(String requestId, ObjectNode body) {
        this(requestId, Operation.CHAT_COMPLETIONS, body);
    }
}

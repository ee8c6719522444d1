package dev.weir.escalation;

import tools.jackson.databind.node.ObjectNode;

/**
 * One request to a hosted model.
 *
 * @param requestId the caller's request id, sent along for the provider's logs
 * @param body the caller's own chat-completions JSON. Nothing in it is lost on the way to an OpenAI-dialect provider;
 *     {@code model}, {@code stream} and {@code stream_options} are set by the hosted model on a copy
 */
public record HostedRequest(String requestId, ObjectNode body) {}

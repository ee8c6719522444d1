package dev.weir.escalation;

import tools.jackson.databind.node.ObjectNode;

/**
 * A whole answer.
 *
 * @param completion an OpenAI {@code chat.completion} object with everything the provider sent
 * @param reportedModel the model that the provider says has answered
 */
public record HostedReply(ObjectNode completion, String reportedModel, HostedUsage usage) {}

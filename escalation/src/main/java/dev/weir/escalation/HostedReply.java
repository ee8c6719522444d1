package dev.weir.escalation;

import tools.jackson.databind.node.ObjectNode;

/**
 * A whole answer.
 *
 * @param completion the object with which OpenAI's dialect answers the operation, such as a {@code chat.completion},
 *     with everything the provider sent
 * @param reportedModel the model that the provider says has answered
 */
public record HostedReply(ObjectNode completion, String reportedModel, HostedUsage usage) {}

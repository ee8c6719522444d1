package dev.weir.escalation.langchain;

import dev.weir.escalation.HostedReply;
import dev.weir.escalation.HostedRequest;
import dev.weir.escalation.HostedUsage;
import dev.weir.escalation.Operation;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads whole answers of the operations beside chat, and the two shapes in which they count tokens. */
final class OperationReply {

    private OperationReply() {}

    static HostedReply read(byte[] bytes, HostedRequest request, String model) {
        ObjectNode answer = DialectAnswer.parse(bytes);
        JsonNode items = answer.path(listOf(request.operation()));
        if (!items.isArray() || items.isEmpty()) {
            throw DialectAnswer.noAnswer();
        }
        if (!answer.path("model").isString()) {
            answer.put("model", model);
        }
        if (answer.path("usage").isNull()) {
            answer.remove("usage");
        }
        long characters = request.operation() == Operation.COMPLETIONS ? TokenEstimate.textLength(items) : 0;
        HostedUsage usage = usage(answer.get("usage"), request.body(), characters);
        return new HostedReply(answer, answer.get("model").stringValue(), usage);
    }

    /** The provider's count, or our estimate where it sent none. */
    static HostedUsage usage(@Nullable JsonNode sent, ObjectNode request, long answerCharacters) {
        if (sent == null) {
            return TokenEstimate.of(request, answerCharacters);
        }
        String asked = sent.has("input_tokens") ? "input_tokens" : "prompt_tokens";
        String written = sent.has("output_tokens") ? "output_tokens" : "completion_tokens";
        if (!sent.path(asked).isIntegralNumber()) {
            return TokenEstimate.of(request, answerCharacters);
        }
        return new HostedUsage(
                sent.path(asked).asLong(),
                sent.path(asked + "_details").path("cached_tokens").asLong(0),
                sent.path(written).asLong(0),
                true);
    }

    private static String listOf(Operation operation) {
        return switch (operation) {
            case CHAT_COMPLETIONS, COMPLETIONS -> "choices";
            case EMBEDDINGS -> "data";
            case DECISIONS -> "answers";
        };
    }
}

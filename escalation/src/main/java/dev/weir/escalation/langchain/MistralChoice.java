package dev.weir.escalation.langchain;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A choice of Mistral's as OpenAI's clients read it. */
final class MistralChoice {

    private MistralChoice() {}

    static void mend(ObjectNode choice) {
        mendFinish(choice);
        JsonNode said = choice.has("message") ? choice.path("message") : choice.path("delta");
        if (said instanceof ObjectNode message) {
            mendContent(message);
            message.path("tool_calls").forEach(MistralChoice::mendToolCall);
        }
    }

    private static void mendFinish(ObjectNode choice) {
        switch (choice.path("finish_reason").asString("")) {
            case "model_length" -> choice.put("finish_reason", "length");
            case "error" -> throw DialectAnswer.noAnswer();
            default -> {
                // The others are OpenAI's.
            }
        }
    }

    /** Models that reason send a list of thoughts and texts where OpenAI's have one text. */
    private static void mendContent(ObjectNode message) {
        if (message.path("content").isArray()) {
            StringBuilder text = new StringBuilder();
            for (JsonNode part : message.path("content")) {
                text.append(part.path("text").asString(""));
            }
            message.put("content", text.toString());
        }
    }

    private static void mendToolCall(JsonNode node) {
        if (node instanceof ObjectNode call) {
            call.put("type", "function");
            if (call.path("function") instanceof ObjectNode function
                    && function.path("arguments").isObject()) {
                function.put("arguments", function.path("arguments").toString());
            }
        }
    }
}

package dev.weir.escalation.langchain;

import dev.weir.escalation.EscalationException.Unsupported;
import dev.weir.escalation.translation.NeutralFields;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A chat-completions request as Mistral takes it. Mistral refuses any field that it does not know, so what it has no
 * use for stays behind, and what would change the answer is refused here by its own name.
 */
final class MistralRequest {

    private static final Map<String, String> OTHER_NAMES =
            Map.of("max_completion_tokens", "max_tokens", "seed", "random_seed");
    private static final Set<String> KNOWN = Set.of(
            "model",
            "messages",
            "stream",
            "temperature",
            "top_p",
            "max_tokens",
            "stop",
            "random_seed",
            "n",
            "presence_penalty",
            "frequency_penalty",
            "response_format",
            "tools",
            "tool_choice",
            "parallel_tool_calls",
            "prediction",
            "reasoning_effort",
            "prompt_mode",
            "safe_prompt",
            "metadata");

    private MistralRequest() {}

    static ObjectNode of(ObjectNode openAi) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        for (var field : openAi.properties()) {
            String name = OTHER_NAMES.getOrDefault(field.getKey(), field.getKey());
            if (KNOWN.contains(name)) {
                if (!field.getValue().isNull()) {
                    body.set(name, field.getValue());
                }
            } else if (!NeutralFields.mayStayBehind(field.getKey(), field.getValue())) {
                throw new Unsupported(field.getKey());
            }
        }
        if (body.path("tool_choice").asString("").equals("required")) {
            body.put("tool_choice", "any");
        }
        body.set("messages", messages(body.path("messages")));
        return body;
    }

    private static ArrayNode messages(JsonNode messages) {
        ArrayNode ours = JsonNodeFactory.instance.arrayNode();
        for (JsonNode message : messages) {
            ours.add(
                    message.path("role").asString("").equals("developer")
                            ? ((ObjectNode) message.deepCopy()).put("role", "system")
                            : message);
        }
        return ours;
    }
}

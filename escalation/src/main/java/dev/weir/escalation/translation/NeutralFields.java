package dev.weir.escalation.translation;

import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Fields of a chat-completions request without which the answer stays the same. */
public final class NeutralFields {

    /** For the provider's books, its caches and its speed. */
    private static final Set<String> HINTS = Set.of(
            "user",
            "metadata",
            "store",
            "service_tier",
            "safety_identifier",
            "prompt_cache_key",
            "prompt_cache_retention",
            "prompt_cache_options",
            "prediction",
            "stream",
            "stream_options",
            "model");

    private NeutralFields() {}

    public static boolean mayStayBehind(String field, JsonNode value) {
        return value.isNull() || HINTS.contains(field) || asksForNothing(field, value);
    }

    /** Whether the value is what OpenAI takes for a field that is not there. */
    private static boolean asksForNothing(String field, JsonNode value) {
        return switch (field) {
            case "n" -> value.asInt(0) == 1;
            case "logprobs" -> !value.asBoolean(true);
            case "top_logprobs", "frequency_penalty", "presence_penalty" -> value.asDouble(1) == 0;
            case "logit_bias", "tools", "functions" -> value.isEmpty() && value.isContainer();
            case "parallel_tool_calls" -> value.asBoolean(false);
            case "modalities" -> value.size() == 1 && value.path(0).asString("").equals("text");
            case "verbosity" -> value.asString("").equals("medium");
            default -> false;
        };
    }
}

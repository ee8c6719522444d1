package dev.weir.escalation.translation;

import dev.langchain4j.model.chat.request.ChatRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A request in LangChain4j's types, and what they have no place for.
 *
 * @param body the caller's own JSON
 * @param tools the functions that may be called, as the caller described them
 * @param onlyTool the function that has to be called, if the caller names one
 */
public record TranslatedRequest(
        ChatRequest chat,
        ObjectNode body,
        List<ObjectNode> tools,
        @Nullable String onlyTool) {

    public TranslatedRequest {
        tools = List.copyOf(tools);
    }

    /** The schema that the answer has to keep to, with its name; null where it may be any text. */
    public @Nullable JsonNode jsonSchema() {
        JsonNode format = body.path("response_format");
        return format.path("type").asString("").equals("json_schema") ? format.path("json_schema") : null;
    }

    /** Whether the answer has to be a JSON object, of whatever schema. */
    public boolean wantsJsonObject() {
        return body.path("response_format").path("type").asString("").equals("json_object");
    }

    /** Whether the caller wants at most one call of a tool. */
    public boolean oneToolAtATime() {
        return body.path("parallel_tool_calls").isBoolean()
                && !body.path("parallel_tool_calls").booleanValue();
    }
}

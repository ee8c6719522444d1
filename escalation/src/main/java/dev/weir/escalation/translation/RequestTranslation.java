package dev.weir.escalation.translation;

import dev.langchain4j.model.chat.request.ChatRequest;
import dev.weir.escalation.EscalationException.Unsupported;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * From a caller's chat-completions JSON to LangChain4j's request. A field that asks for what the provider has no place
 * for is refused by its name; one without which the answer stays the same stays behind.
 */
public final class RequestTranslation {

    private static final Set<String> TRANSLATED = Set.of(
            "messages",
            "temperature",
            "top_p",
            "stop",
            "max_tokens",
            "max_completion_tokens",
            "tools",
            "tool_choice",
            "response_format");

    private RequestTranslation() {}

    public static TranslatedRequest of(ObjectNode body, Abilities abilities) {
        refuseUnsupported(body, abilities);
        ToolTranslation tools = ToolTranslation.of(body);
        ChatRequest.Builder chat =
                ChatRequest.builder().messages(new MessageTranslation(body.path("messages"), abilities).messages());
        if (!tools.specifications().isEmpty()) {
            chat.toolSpecifications(tools.specifications()).toolChoice(tools.choice());
        }
        sampling(body, chat);
        return new TranslatedRequest(chat.build(), body, tools.functions(), tools.onlyTool());
    }

    private static void refuseUnsupported(ObjectNode body, Abilities abilities) {
        for (var field : body.properties()) {
            String name = field.getKey();
            boolean carried = TRANSLATED.contains(name) || abilities.fields().contains(name) || isOurs(name);
            if (!carried && !NeutralFields.mayStayBehind(name, field.getValue())) {
                throw new Unsupported(name);
            }
        }
        if (body.path("temperature").asDouble(0) > abilities.hottest()) {
            throw new Unsupported("temperature");
        }
        switch (body.path("response_format").path("type").asString("text")) {
            case "text", "json_schema" -> {}
            case "json_object" -> refuseUnless(abilities.jsonObjects(), "response_format");
            default -> throw new Unsupported("response_format");
        }
    }

    private static boolean isOurs(String field) {
        String lower = field.toLowerCase(Locale.ROOT);
        return lower.equals("weir") || lower.startsWith("weir_");
    }

    private static void refuseUnless(boolean able, String field) {
        if (!able) {
            throw new Unsupported(field);
        }
    }

    private static void sampling(ObjectNode body, ChatRequest.Builder chat) {
        chat.temperature(number(body, "temperature"))
                .topP(number(body, "top_p"))
                .frequencyPenalty(nonZero(number(body, "frequency_penalty")))
                .presencePenalty(nonZero(number(body, "presence_penalty")))
                .topK(whole(body, "top_k"))
                .maxOutputTokens(
                        body.hasNonNull("max_completion_tokens")
                                ? whole(body, "max_completion_tokens")
                                : whole(body, "max_tokens"))
                .stopSequences(stops(body.path("stop")));
    }

    private static List<String> stops(JsonNode stop) {
        return stop.isString()
                ? List.of(stop.stringValue())
                : StreamSupport.stream(stop.spliterator(), false)
                        .map(each -> each.asString(""))
                        .toList();
    }

    private static @Nullable Double number(ObjectNode body, String field) {
        return body.path(field).isNumber() ? body.path(field).doubleValue() : null;
    }

    private static @Nullable Double nonZero(@Nullable Double value) {
        return value == null || value == 0 ? null : value;
    }

    private static @Nullable Integer whole(ObjectNode body, String field) {
        return body.path(field).isInt() ? body.path(field).intValue() : null;
    }
}

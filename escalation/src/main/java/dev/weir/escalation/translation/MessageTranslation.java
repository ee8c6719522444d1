package dev.weir.escalation.translation;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.image.Image;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.weir.escalation.EscalationException.Unsupported;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** The messages of one request. Not for use by several threads. */
final class MessageTranslation {

    private static final Pattern DATA_URL = Pattern.compile("data:([\\w.+/-]+);base64,(.*)", Pattern.DOTALL);

    private final JsonNode messages;
    private final Abilities abilities;
    /** A result says which call it answers; some providers want the function's name, too. */
    private final Map<String, String> calledFunctions = new HashMap<>();

    MessageTranslation(JsonNode messages, Abilities abilities) {
        this.messages = messages;
        this.abilities = abilities;
    }

    List<ChatMessage> messages() {
        List<ChatMessage> translated = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            String place = "messages[" + i + "]";
            JsonNode message = messages.get(i);
            if (message.hasNonNull("name")) {
                throw new Unsupported(place + ".name");
            }
            switch (message.path("role").asString("")) {
                case "system", "developer" -> translated.add(SystemMessage.from(text(message, place)));
                case "user" -> translated.add(UserMessage.from(contents(message, place)));
                case "assistant" -> addAnswer(translated, message, place);
                case "tool" -> translated.add(toolResult(message, place));
                default -> throw new Unsupported(place + ".role");
            }
        }
        if (translated.isEmpty()) {
            throw new Unsupported("messages");
        }
        return translated;
    }

    /** An answer without words or calls says nothing, and providers refuse it. */
    private void addAnswer(List<ChatMessage> translated, JsonNode message, String place) {
        String text = text(message, place);
        List<ToolExecutionRequest> calls = calls(message.path("tool_calls"), place);
        if (!text.isEmpty() || !calls.isEmpty()) {
            translated.add(AiMessage.builder()
                    .text(text.isEmpty() ? null : text)
                    .toolExecutionRequests(calls)
                    .build());
        }
    }

    private List<ToolExecutionRequest> calls(JsonNode calls, String place) {
        List<ToolExecutionRequest> translated = new ArrayList<>();
        for (JsonNode call : calls) {
            JsonNode function = call.path("function");
            if (!function.isObject()) {
                throw new Unsupported(place + ".tool_calls");
            }
            String id = call.path("id").asString("");
            String name = function.path("name").asString("");
            calledFunctions.put(id, name);
            translated.add(ToolExecutionRequest.builder()
                    .id(id)
                    .name(name)
                    .arguments(function.path("arguments").asString("{}"))
                    .build());
        }
        return translated;
    }

    private ChatMessage toolResult(JsonNode message, String place) {
        String id = message.path("tool_call_id").asString("");
        if (!calledFunctions.containsKey(id)) {
            throw new Unsupported(place + ".tool_call_id");
        }
        return ToolExecutionResultMessage.from(id, calledFunctions.get(id), text(message, place));
    }

    private static String text(JsonNode message, String place) {
        JsonNode content = message.path("content");
        if (!content.isArray()) {
            return content.asString("");
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < content.size(); i++) {
            JsonNode part = content.get(i);
            switch (part.path("type").asString("")) {
                case "text" -> text.append(part.path("text").asString(""));
                case "refusal" -> text.append(part.path("refusal").asString(""));
                default -> throw new Unsupported(place + ".content[" + i + "]");
            }
        }
        return text.toString();
    }

    private List<Content> contents(JsonNode message, String place) {
        JsonNode content = message.path("content");
        if (!content.isArray()) {
            return List.of(TextContent.from(content.asString("")));
        }
        List<Content> parts = new ArrayList<>();
        for (int i = 0; i < content.size(); i++) {
            JsonNode part = content.get(i);
            String partPlace = place + ".content[" + i + "]";
            parts.add(
                    switch (part.path("type").asString("")) {
                        case "text" -> TextContent.from(part.path("text").asString(""));
                        case "image_url" ->
                            image(part.path("image_url").path("url").asString(""), partPlace);
                        default -> throw new Unsupported(partPlace);
                    });
        }
        return parts;
    }

    private Content image(String url, String place) {
        Matcher data = DATA_URL.matcher(url);
        if (data.matches()) {
            return ImageContent.from(Image.builder()
                    .mimeType(data.group(1))
                    .base64Data(data.group(2))
                    .build());
        }
        if (abilities.imageAddresses() && (url.startsWith("https://") || url.startsWith("http://"))) {
            return ImageContent.from(url);
        }
        throw new Unsupported(place + ".image_url");
    }
}

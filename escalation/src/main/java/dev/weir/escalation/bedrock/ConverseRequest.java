package dev.weir.escalation.bedrock;

import dev.langchain4j.data.image.Image;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The messages and the sampling of a request in Converse's JSON. */
final class ConverseRequest {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String IMAGE = "image/";

    private final ObjectNode body = JsonNodeFactory.instance.objectNode();
    private final ArrayNode messages = body.putArray("messages");

    private ConverseRequest() {}

    static ObjectNode of(ChatRequest request) {
        ConverseRequest converse = new ConverseRequest();
        request.messages().forEach(converse::add);
        converse.addSampling(request);
        return converse.body;
    }

    private void add(ChatMessage message) {
        switch (message) {
            case SystemMessage system -> body.withArray("system").addObject().put("text", system.text());
            case UserMessage user -> user.contents().forEach(content -> add(turn("user"), content));
            case AiMessage answer -> add(turn("assistant"), answer);
            case ToolExecutionResultMessage result -> add(turn("user"), result);
            default -> throw new IllegalArgumentException("a message of another kind");
        }
    }

    /** The content of the last message, if it is the same one's; Converse wants the two to take turns. */
    private ArrayNode turn(String role) {
        if (messages.isEmpty()
                || !messages.get(messages.size() - 1).path("role").asString().equals(role)) {
            return messages.addObject().put("role", role).putArray("content");
        }
        return (ArrayNode) messages.get(messages.size() - 1).path("content");
    }

    private static void add(ArrayNode turn, Content content) {
        switch (content) {
            case TextContent text -> turn.addObject().put("text", text.text());
            case ImageContent image -> add(turn, image.image());
            default -> throw new IllegalArgumentException("content of another kind");
        }
    }

    private static void add(ArrayNode turn, Image image) {
        ObjectNode shown = turn.addObject().putObject("image");
        String type = String.valueOf(image.mimeType());
        shown.put("format", type.startsWith(IMAGE) ? type.substring(IMAGE.length()) : type);
        shown.putObject("source").put("bytes", image.base64Data());
    }

    private static void add(ArrayNode turn, AiMessage answer) {
        if (answer.text() != null) {
            turn.addObject().put("text", answer.text());
        }
        answer.toolExecutionRequests()
                .forEach(call -> turn.addObject()
                        .putObject("toolUse")
                        .put("toolUseId", call.id())
                        .put("name", call.name())
                        .set("input", JSON.readTree(call.arguments().isBlank() ? "{}" : call.arguments())));
    }

    private static void add(ArrayNode turn, ToolExecutionResultMessage result) {
        ObjectNode shown = turn.addObject().putObject("toolResult").put("toolUseId", result.id());
        shown.putArray("content").addObject().put("text", result.text());
    }

    private void addSampling(ChatRequest request) {
        ObjectNode sampling = JsonNodeFactory.instance.objectNode();
        if (request.maxOutputTokens() != null) {
            sampling.put("maxTokens", request.maxOutputTokens());
        }
        if (request.temperature() != null) {
            sampling.put("temperature", request.temperature());
        }
        if (request.topP() != null) {
            sampling.put("topP", request.topP());
        }
        if (!request.stopSequences().isEmpty()) {
            ArrayNode stops = sampling.putArray("stopSequences");
            request.stopSequences().forEach(stops::add);
        }
        if (!sampling.isEmpty()) {
            body.set("inferenceConfig", sampling);
        }
    }
}

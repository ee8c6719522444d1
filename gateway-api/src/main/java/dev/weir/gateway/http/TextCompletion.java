package dev.weir.gateway.http;

import dev.weir.gateway.http.ChatCompletion.Envelope;
import dev.weir.gateway.http.ChatCompletion.Usage;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Makes OpenAI's {@code text_completion}, whole or a chunk; the null keys are required by its clients. */
final class TextCompletion {

    private static final String KIND = "text_completion";

    private TextCompletion() {}

    /** Follows from the request's id. */
    static String id(String requestId) {
        return "cmpl-" + requestId;
    }

    static ObjectNode of(Envelope envelope, List<ObjectNode> choices) {
        ObjectNode completion = JsonNodeFactory.instance.objectNode();
        complete(completion, envelope);
        completion.putArray("choices").addAll(choices);
        return completion;
    }

    static ObjectNode choice(int index, String text, @Nullable ObjectNode logprobs, @Nullable String finishReason) {
        ObjectNode choice =
                JsonNodeFactory.instance.objectNode().put("text", text).put("index", index);
        choice.set("logprobs", logprobs);
        return choice.put("finish_reason", finishReason);
    }

    static ObjectNode usage(Usage usage) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("prompt_tokens", usage.promptTokens())
                .put("completion_tokens", usage.completionTokens())
                .put("total_tokens", usage.totalTokens());
    }

    /** Adds to a provider's object what its clients require and it left out. */
    static void complete(ObjectNode completion, Envelope envelope) {
        putIfMissing(completion, "id", JsonNodeFactory.instance.stringNode(envelope.id()));
        putIfMissing(completion, "object", JsonNodeFactory.instance.stringNode(KIND));
        putIfMissing(completion, "created", JsonNodeFactory.instance.numberNode(envelope.created()));
        putIfMissing(completion, "model", JsonNodeFactory.instance.stringNode(envelope.model()));
    }

    /** Adds to a provider's choice what its clients require and it left out. */
    static void complete(ObjectNode choice, int index) {
        choice.put("index", index);
        putIfMissing(choice, "text", JsonNodeFactory.instance.stringNode(""));
        putIfMissing(choice, "logprobs", JsonNodeFactory.instance.nullNode());
        putIfMissing(choice, "finish_reason", JsonNodeFactory.instance.nullNode());
    }

    private static void putIfMissing(ObjectNode object, String name, JsonNode value) {
        if (!object.hasNonNull(name)) {
            object.set(name, value);
        }
    }
}

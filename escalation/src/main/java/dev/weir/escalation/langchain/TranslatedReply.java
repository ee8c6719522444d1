package dev.weir.escalation.langchain;

import dev.weir.escalation.HostedEvent;
import dev.weir.escalation.HostedReply;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Puts the chunks of a {@link TranslatedStream} together to one completion. */
final class TranslatedReply {

    private final StringBuilder text = new StringBuilder();
    private final Map<Integer, ObjectNode> calls = new TreeMap<>();
    private String finishReason = "";
    private HostedEvent.@Nullable Finished end;

    void add(HostedEvent event) {
        switch (event) {
            case HostedEvent.Chunk(ObjectNode json) -> add(json.path("choices").path(0));
            case HostedEvent.Finished finished -> end = finished;
        }
    }

    private void add(JsonNode choice) {
        JsonNode delta = choice.path("delta");
        text.append(delta.path("content").asString(""));
        delta.path("tool_calls").forEach(this::addCall);
        finishReason = choice.path("finish_reason").asString(finishReason);
    }

    private void addCall(JsonNode part) {
        int index = part.path("index").asInt();
        ObjectNode call = calls.get(index);
        if (call == null) {
            ObjectNode begun = (ObjectNode) part.deepCopy();
            begun.remove("index");
            calls.put(index, begun);
        } else if (call.get("function") instanceof ObjectNode function) {
            String more = part.path("function").path("arguments").asString("");
            function.put("arguments", function.path("arguments").asString("") + more);
        }
    }

    HostedReply whole() {
        HostedEvent.Finished finished = end;
        if (finished == null) {
            throw DialectAnswer.noAnswer();
        }
        ObjectNode completion = finished.usageChunk().deepCopy().put("object", "chat.completion");
        ArrayNode choices = completion.putArray("choices");
        ObjectNode choice = choices.addObject().put("index", 0);
        choice.set("message", message());
        choice.putNull("logprobs").put("finish_reason", finishReason);
        return new HostedReply(completion, finished.reportedModel(), finished.usage());
    }

    private ObjectNode message() {
        ObjectNode message = JsonNodeFactory.instance.objectNode().put("role", "assistant");
        if (text.isEmpty() && !calls.isEmpty()) {
            message.putNull("content");
        } else {
            message.put("content", text.toString());
        }
        message.putNull("refusal");
        if (!calls.isEmpty()) {
            message.putArray("tool_calls").addAll(calls.values());
        }
        return message;
    }
}

package dev.weir.escalation.langchain;

import dev.langchain4j.model.chat.response.ChatResponseMetadata;
import dev.weir.escalation.HostedReply;
import dev.weir.escalation.HostedRequest;
import dev.weir.escalation.HostedUsage;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads an unstreamed answer: everything the provider sent stays, and what OpenAI's clients require is added. */
final class DialectCompletion {

    private final HostedRequest request;
    private final String model;
    private final InstantSource clock;
    private final Consumer<ObjectNode> mendChoice;

    DialectCompletion(HostedRequest request, String model, InstantSource clock, Consumer<ObjectNode> mendChoice) {
        this.request = request;
        this.model = model;
        this.clock = clock;
        this.mendChoice = mendChoice;
    }

    HostedReply read(byte[] body, Function<ObjectNode, @Nullable ChatResponseMetadata> langChain) {
        ObjectNode completion = DialectAnswer.parse(body);
        if (!(completion.get("choices") instanceof ArrayNode choices) || choices.isEmpty()) {
            throw DialectAnswer.noAnswer();
        }
        completeHead(completion);
        long characters = 0;
        for (int i = 0; i < choices.size(); i++) {
            characters += completeChoice(choices.get(i), i);
        }
        String reportedModel = completion.get("model").stringValue();
        ObjectNode end = DialectAnswer.end(reportedModel, completion.get("usage"));
        long answerCharacters = characters;
        HostedUsage usage =
                DialectAnswer.usage(end, langChain).orElseGet(() -> TokenEstimate.of(request.body(), answerCharacters));
        return new HostedReply(completion, reportedModel, usage);
    }

    private void completeHead(ObjectNode completion) {
        completion.put("object", "chat.completion");
        if (!completion.path("id").isString()) {
            completion.put("id", "chatcmpl-" + request.requestId());
        }
        if (!completion.path("created").isNumber()) {
            completion.put("created", clock.instant().getEpochSecond());
        }
        if (!completion.path("model").isString()) {
            completion.put("model", model);
        }
        if (completion.path("usage").isNull()) {
            completion.remove("usage");
        }
    }

    /** Answers with the length of the choice's text. */
    private long completeChoice(JsonNode node, int index) {
        if (!(node instanceof ObjectNode choice) || !(choice.get("message") instanceof ObjectNode message)) {
            throw DialectAnswer.noAnswer();
        }
        mendChoice.accept(choice);
        if (!choice.path("index").isInt()) {
            choice.put("index", index);
        }
        if (!choice.path("finish_reason").isString()) {
            choice.put("finish_reason", message.hasNonNull("tool_calls") ? "tool_calls" : "stop");
        }
        nullIfAbsent(choice, "logprobs");
        message.put("role", "assistant");
        nullIfAbsent(message, "content");
        nullIfAbsent(message, "refusal");
        return TokenEstimate.textLength(message);
    }

    private static void nullIfAbsent(ObjectNode node, String field) {
        if (!node.has(field)) {
            node.putNull(field);
        }
    }
}

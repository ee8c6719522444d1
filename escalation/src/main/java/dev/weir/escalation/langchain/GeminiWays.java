package dev.weir.escalation.langchain;

import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.response.ChatResponseMetadata;
import dev.langchain4j.model.googleai.GoogleAiGeminiStreamingChatModel;
import dev.langchain4j.model.googleai.GoogleAiGeminiTokenUsage;
import dev.weir.escalation.HostedOptions;
import dev.weir.escalation.HostedUsage;
import dev.weir.escalation.http.ServerSentEvent;
import dev.weir.escalation.translation.Abilities;
import dev.weir.escalation.translation.TranslatedRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Google's Gemini API. Images come with their bytes: LangChain4j would fetch one that is given by its address itself,
 * from anywhere.
 */
final class GeminiWays implements ProviderWays {

    private static final Abilities ABILITIES =
            new Abilities(Set.of("top_k", "seed", "frequency_penalty", "presence_penalty"), 2, false, true);

    @Override
    public Abilities abilities() {
        return ABILITIES;
    }

    @Override
    public Credential credential() {
        return Credential.header("x-goog-api-key");
    }

    @Override
    public StreamingChatModel composer(HostedOptions options, HttpClientBuilder http) {
        return GoogleAiGeminiStreamingChatModel.builder()
                .httpClientBuilder(http)
                .baseUrl(options.baseUrl().toString())
                .modelName(options.model())
                .returnThinking(false)
                .build();
    }

    @Override
    public void complete(ObjectNode composed, TranslatedRequest request) {
        GeminiRequest.complete(composed, request);
    }

    @Override
    public List<ServerSentEvent> readable(ServerSentEvent event, TranslatedStream stream) {
        ObjectNode answer = DialectAnswer.parse(event.data());
        stream.answeredBy(answer.path("modelVersion").asString(""));
        if (answer.path("promptFeedback").hasNonNull("blockReason")) {
            stream.endedBecauseOf("content_filter");
        }
        JsonNode parts = answer.at("/candidates/0/content/parts");
        for (JsonNode part : parts) {
            if (part.has("functionCall") && part.path("thoughtSignature").isString()) {
                ObjectNode extra = answer.objectNode();
                extra.putObject("google").set("thought_signature", part.path("thoughtSignature"));
                stream.nextCallHas(extra);
            }
        }
        return parts.size() < 2 ? List.of(event) : onePartEach(answer, parts);
    }

    /** LangChain4j would put blank lines between the texts of several parts. */
    private static List<ServerSentEvent> onePartEach(ObjectNode answer, JsonNode parts) {
        List<ServerSentEvent> events = new ArrayList<>();
        for (JsonNode part : parts) {
            ObjectNode copy = answer.deepCopy();
            ((ObjectNode) copy.at("/candidates/0/content")).putArray("parts").add(part);
            events.add(new ServerSentEvent("", copy.toString()));
        }
        return events;
    }

    /** Gemini counts its thoughts beside the answer; OpenAI within it. */
    @Override
    public Optional<HostedUsage> usage(ChatResponseMetadata end) {
        if (!(end.tokenUsage() instanceof GoogleAiGeminiTokenUsage usage)) {
            return Optional.empty();
        }
        return Optional.of(new HostedUsage(
                count(usage.inputTokenCount()),
                count(usage.cachedContentTokenCount()),
                count(usage.outputTokenCount()) + count(usage.thoughtsTokenCount()),
                true));
    }

    private static long count(@Nullable Integer tokens) {
        return Objects.requireNonNullElse(tokens, 0);
    }
}

package dev.weir.escalation.langchain;

import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.model.anthropic.AnthropicStreamingChatModel;
import dev.langchain4j.model.anthropic.AnthropicTokenUsage;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.response.ChatResponseMetadata;
import dev.weir.escalation.HostedOptions;
import dev.weir.escalation.HostedUsage;
import dev.weir.escalation.http.ServerSentEvent;
import dev.weir.escalation.translation.Abilities;
import dev.weir.escalation.translation.TranslatedRequest;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Anthropic's messages API. */
final class AnthropicWays implements ProviderWays {

    private static final Abilities ABILITIES = new Abilities(Set.of("top_k", "parallel_tool_calls"), 1, true, false);
    /** Anthropic wants a limit, OpenAI has none; the models of today can write this much. */
    private static final int TOKENS_WITHOUT_A_LIMIT = 8192;
    /** LangChain4j wants a key when it is built; each call's own takes its place. */
    private static final String STAND_IN = "-";

    @Override
    public Abilities abilities() {
        return ABILITIES;
    }

    @Override
    public Credential credential() {
        return Credential.header("x-api-key");
    }

    @Override
    public StreamingChatModel composer(HostedOptions options, HttpClientBuilder http) {
        return AnthropicStreamingChatModel.builder()
                .httpClientBuilder(http)
                .baseUrl(options.baseUrl().toString())
                .apiKey(STAND_IN)
                .modelName(options.model())
                .maxTokens(TOKENS_WITHOUT_A_LIMIT)
                .build();
    }

    @Override
    public void complete(ObjectNode composed, TranslatedRequest request) {
        for (int i = 0; i < request.tools().size(); i++) {
            ObjectNode function = request.tools().get(i);
            ObjectNode tool = (ObjectNode) composed.path("tools").get(i);
            tool.set("input_schema", ToolSchemas.of(function));
            if (ToolSchemas.isStrict(function)) {
                tool.put("strict", true);
            }
        }
        if (!request.tools().isEmpty()) {
            composed.set("tool_choice", toolChoice(request));
        }
        JsonNode schema = request.jsonSchema();
        if (schema != null) {
            composed.putObject("output_config")
                    .putObject("format")
                    .put("type", "json_schema")
                    .set("schema", schema.path("schema"));
        }
        if (request.body().path("user").isString()) {
            composed.putObject("metadata")
                    .put("user_id", request.body().path("user").stringValue());
        }
    }

    private static ObjectNode toolChoice(TranslatedRequest request) {
        ObjectNode choice = request.body().objectNode();
        if (request.onlyTool() != null) {
            choice.put("type", "tool").put("name", request.onlyTool());
        } else {
            choice.put("type", word(request.chat().toolChoice()));
        }
        if (request.oneToolAtATime() && request.chat().toolChoice() != ToolChoice.NONE) {
            choice.put("disable_parallel_tool_use", true);
        }
        return choice;
    }

    private static String word(@Nullable ToolChoice choice) {
        return switch (Objects.requireNonNullElse(choice, ToolChoice.AUTO)) {
            case AUTO -> "auto";
            case REQUIRED -> "any";
            case NONE -> "none";
        };
    }

    @Override
    public List<ServerSentEvent> readable(ServerSentEvent event, TranslatedStream stream) {
        switch (event.name()) {
            case "message_start" ->
                stream.answeredBy(
                        DialectAnswer.parse(event.data()).at("/message/model").asString(""));
            case "message_delta" ->
                ended(DialectAnswer.parse(event.data()).at("/delta/stop_reason").asString(""), stream);
            default -> {
                // LangChain4j reads the others whole.
            }
        }
        return List.of(event);
    }

    private static void ended(String stopReason, TranslatedStream stream) {
        switch (stopReason) {
            case "refusal" -> stream.endedBecauseOf("content_filter");
            case "model_context_window_exceeded" -> stream.endedBecauseOf("length");
            case "pause_turn" -> stream.endedBecauseOf("stop");
            default -> {
                // LangChain4j has words for the others.
            }
        }
    }

    /** Anthropic counts what comes from the cache, and what goes into it, beside the prompt; OpenAI within it. */
    @Override
    public Optional<HostedUsage> usage(ChatResponseMetadata end) {
        if (!(end.tokenUsage() instanceof AnthropicTokenUsage usage)) {
            return Optional.empty();
        }
        int read = Objects.requireNonNullElse(usage.cacheReadInputTokens(), 0);
        int kept = Objects.requireNonNullElse(usage.cacheCreationInputTokens(), 0);
        int prompt = Objects.requireNonNullElse(usage.inputTokenCount(), 0);
        int completion = Objects.requireNonNullElse(usage.outputTokenCount(), 0);
        return Optional.of(new HostedUsage((long) prompt + read + kept, read, completion, true));
    }
}

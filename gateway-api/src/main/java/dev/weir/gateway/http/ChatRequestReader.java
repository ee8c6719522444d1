package dev.weir.gateway.http;

import dev.weir.gateway.routing.Message;
import dev.weir.gateway.routing.Prompt;
import dev.weir.gateway.routing.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads the body of a chat-completions request and refuses what is wrong with it by name. */
final class ChatRequestReader {

    private static final int MOST_STOPS = 4;
    private static final long MOST_CHOICES = 128;
    private static final Set<String> KNOWN = Set.of(
            "model",
            "messages",
            "stream",
            "stream_options",
            "max_tokens",
            "max_completion_tokens",
            "temperature",
            "top_p",
            "top_k",
            "seed",
            "stop",
            "n",
            "response_format",
            "tools",
            "tool_choice",
            "functions",
            "function_call",
            "parallel_tool_calls",
            "logprobs",
            "top_logprobs",
            "logit_bias",
            "frequency_penalty",
            "presence_penalty",
            "modalities",
            "audio",
            "prediction",
            "web_search_options",
            "user",
            "metadata",
            "store",
            "service_tier",
            "reasoning_effort",
            "verbosity",
            "safety_identifier",
            "prompt_cache_key",
            "prompt_cache_retention",
            "prompt_cache_options",
            "moderation");

    private final Fields request;
    private final List<String> beyondText = new ArrayList<>();

    private ChatRequestReader(ObjectNode body) {
        this.request = Fields.of(body);
    }

    /** @param raw the text that {@code body} was parsed from */
    static ChatRequest read(ObjectNode body, String raw, Caller caller) {
        return new ChatRequestReader(body).read(raw, caller);
    }

    private ChatRequest read(String raw, Caller caller) {
        String model = request.requireString("model");
        List<Message> messages = new MessagesReader(beyondText).read(request);
        boolean streamed = request.flag("stream");
        boolean includeUsage = includeUsage(streamed);
        Settings settings = settings();
        noteWhatIsBeyondText();
        Prompt prompt = new Prompt(
                caller.requestId(),
                model,
                messages,
                settings,
                ResponseFormatReader.read(request),
                beyondText,
                streamed,
                caller.pin(),
                caller.egressDenied(),
                caller.deadline(),
                raw);
        return new ChatRequest(prompt, includeUsage, unknown());
    }

    private boolean includeUsage(boolean streamed) {
        JsonNode options = request.object("stream_options");
        if (options == null) {
            return false;
        }
        if (!streamed) {
            throw ProblemException.invalidValue("stream_options", "it is only allowed when 'stream' is true");
        }
        return Fields.of(options, "stream_options").flag("include_usage");
    }

    private Settings settings() {
        Long topK = request.integer("top_k", 0, Integer.MAX_VALUE);
        return new Settings(
                maxTokens(),
                request.number("temperature", 0, 2),
                request.number("top_p", 0, 1),
                topK == null ? null : topK.intValue(),
                request.number("frequency_penalty", -2, 2),
                request.number("presence_penalty", -2, 2),
                request.integer("seed", Long.MIN_VALUE, Long.MAX_VALUE),
                stops());
    }

    private @Nullable Integer maxTokens() {
        Long newer = request.integer("max_completion_tokens", 1, Integer.MAX_VALUE);
        Long older = request.integer("max_tokens", 1, Integer.MAX_VALUE);
        if (newer != null && older != null && !newer.equals(older)) {
            throw ProblemException.invalidValue(
                    "max_tokens", "it differs from 'max_completion_tokens', which replaces it; send one of them");
        }
        Long limit = newer == null ? older : newer;
        return limit == null ? null : limit.intValue();
    }

    private List<String> stops() {
        JsonNode stop = request.get("stop");
        if (stop == null) {
            return List.of();
        }
        List<JsonNode> nodes = stop.isArray() ? List.copyOf(stop.values()) : List.of(stop);
        if (nodes.size() > MOST_STOPS) {
            throw ProblemException.invalidValue("stop", "it may hold at most 4 strings");
        }
        for (JsonNode node : nodes) {
            if (!node.isString()) {
                throw ProblemException.invalidType("stop", "a string or an array of strings", Fields.nameOf(node));
            }
            if (node.stringValue().isEmpty()) {
                throw ProblemException.invalidValue("stop", "a stop string must not be empty");
            }
        }
        return nodes.stream().map(JsonNode::stringValue).toList();
    }

    private void noteWhatIsBeyondText() {
        Long n = request.integer("n", 1, MOST_CHOICES);
        note("n", n != null && n > 1);
        note("tools", asksForTools());
        JsonNode functions = request.array("functions");
        note("functions", functions != null && !functions.isEmpty());
        boolean logprobs = request.flag("logprobs");
        note("logprobs", logprobs);
        if (request.integer("top_logprobs", 0, 20) != null && !logprobs) {
            throw ProblemException.invalidValue("top_logprobs", "it is only allowed when 'logprobs' is true");
        }
        JsonNode bias = request.object("logit_bias");
        note("logit_bias", bias != null && !bias.isEmpty());
        JsonNode modalities = request.array("modalities");
        note(
                "modalities",
                modalities != null && modalities.valueStream().anyMatch(it -> !"text".equals(it.asString(""))));
        note("web_search_options", request.object("web_search_options") != null);
    }

    private boolean asksForTools() {
        JsonNode tools = request.array("tools");
        JsonNode choice = request.get("tool_choice");
        boolean forbidden = choice != null && "none".equals(choice.asString(""));
        return tools != null && !tools.isEmpty() && !forbidden;
    }

    private void note(String param, boolean asked) {
        if (asked) {
            beyondText.add(param);
        }
    }

    private List<String> unknown() {
        return request.names().stream().filter(name -> !KNOWN.contains(name)).toList();
    }
}

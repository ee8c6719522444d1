package dev.weir.gateway.http;

import dev.weir.gateway.routing.Message;
import dev.weir.gateway.routing.Prompt;
import dev.weir.gateway.routing.Tools;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads the body of a chat-completions request and refuses what is wrong with it by name. */
final class ChatRequestReader {

    /** Every field that is read here or known to be OpenAI's. */
    static final Set<String> KNOWN = Set.of(
            "model",
            "messages",
            "stream",
            "stream_options",
            "max_tokens",
            "max_completion_tokens",
            "temperature",
            "top_p",
            "top_k",
            "min_p",
            "repetition_penalty",
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
        boolean includeUsage = includeUsage(request, streamed);
        Tools tools = new ToolsReader(request, beyondText).read();
        noteWhatIsBeyondText();
        Prompt prompt = new Prompt(
                caller.requestId(),
                model,
                messages,
                new SettingsReader(request).read(),
                ResponseFormatReader.read(request),
                tools,
                beyondText,
                known(),
                streamed,
                caller.pin(),
                caller.egressDenied(),
                caller.deadline(),
                raw);
        return new ChatRequest(prompt, includeUsage, unknown());
    }

    /** Whether a stream is to carry a usage chunk. */
    static boolean includeUsage(Fields request, boolean streamed) {
        JsonNode options = request.object("stream_options");
        if (options == null) {
            return false;
        }
        if (!streamed) {
            throw ProblemException.invalidValue("stream_options", "it is only allowed when 'stream' is true");
        }
        return Fields.of(options, "stream_options").flag("include_usage");
    }

    private void noteWhatIsBeyondText() {
        JsonNode functions = request.array("functions");
        note("functions", functions != null && !functions.isEmpty());
        JsonNode modalities = request.array("modalities");
        note(
                "modalities",
                modalities != null && modalities.valueStream().anyMatch(it -> !"text".equals(it.asString(""))));
        note("web_search_options", request.object("web_search_options") != null);
    }

    private void note(String param, boolean asked) {
        if (asked) {
            beyondText.add(param);
        }
    }

    private List<String> known() {
        return request.names().stream()
                .filter(name -> KNOWN.contains(name) && request.get(name) != null)
                .toList();
    }

    private List<String> unknown() {
        return request.names().stream().filter(name -> !KNOWN.contains(name)).toList();
    }
}

package dev.weir.gateway.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.weir.gateway.routing.ToolCall;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** OpenAI's {@code chat.completion}; the null keys are required by its clients. */
@JsonInclude(JsonInclude.Include.ALWAYS)
record ChatCompletion(String id, String object, long created, String model, List<Choice> choices, Usage usage) {

    static ChatCompletion of(Envelope envelope, List<Choice> choices, Usage usage) {
        return new ChatCompletion(
                envelope.id(), "chat.completion", envelope.created(), envelope.model(), choices, usage);
    }

    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Choice(
            int index,
            Message message,
            @Nullable LogProbabilities logprobs,
            @JsonProperty("finish_reason") String finishReason) {}

    /** What the assistant says; {@code content} is null when it only calls. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Message(
            String role,
            @Nullable String content,
            @Nullable String refusal,

            @JsonProperty("tool_calls") @JsonInclude(JsonInclude.Include.NON_EMPTY)
            List<Call> toolCalls) {}

    /** A call of a function. */
    record Call(String id, String type, Function function) {

        static Call of(ToolCall call) {
            return new Call(call.id(), "function", new Function(call.name(), call.arguments()));
        }
    }

    /** The function's name, and its arguments as JSON in a string. */
    record Function(String name, String arguments) {}

    /** What every object of one answer has in common. */
    record Envelope(String id, long created, String model) {}

    /** Token counts of one answer. */
    record Usage(
            @JsonProperty("prompt_tokens") long promptTokens,
            @JsonProperty("completion_tokens") long completionTokens,
            @JsonProperty("total_tokens") long totalTokens) {

        static Usage of(long promptTokens, long completionTokens) {
            return new Usage(promptTokens, completionTokens, promptTokens + completionTokens);
        }
    }
}

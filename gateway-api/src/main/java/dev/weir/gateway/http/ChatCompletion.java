package dev.weir.gateway.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** OpenAI's {@code chat.completion}; the null keys are required by its clients. */
@JsonInclude(JsonInclude.Include.ALWAYS)
record ChatCompletion(String id, String object, long created, String model, List<Choice> choices, Usage usage) {

    static ChatCompletion of(Envelope envelope, String content, String finishReason, Usage usage) {
        Choice choice = new Choice(0, new Message("assistant", content, null), null, finishReason);
        return new ChatCompletion(
                envelope.id(), "chat.completion", envelope.created(), envelope.model(), List.of(choice), usage);
    }

    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Choice(
            int index,
            Message message,
            @Nullable Object logprobs,
            @JsonProperty("finish_reason") String finishReason) {}

    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Message(String role, String content, @Nullable String refusal) {}

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

package dev.weir.gateway.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.weir.gateway.http.ChatCompletion.Envelope;
import dev.weir.gateway.http.ChatCompletion.Usage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** OpenAI's {@code chat.completion.chunk}, for a local answer. */
@JsonInclude(JsonInclude.Include.ALWAYS)
record ChatCompletionChunk(String id, String object, long created, String model, List<Choice> choices) {

    static ChatCompletionChunk of(Envelope envelope, Delta delta, @Nullable String finishReason) {
        List<Choice> choices = List.of(new Choice(0, delta, null, finishReason));
        return new ChatCompletionChunk(
                envelope.id(), "chat.completion.chunk", envelope.created(), envelope.model(), choices);
    }

    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Choice(
            int index,
            Delta delta,
            @Nullable Object logprobs,
            @JsonProperty("finish_reason") @Nullable String finishReason) {}

    /** What is new; absent keys mean that nothing is. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Delta(@Nullable String role, @Nullable String content) {

        static final Delta FIRST = new Delta("assistant", "");
        static final Delta LAST = new Delta(null, null);

        static Delta of(String text) {
            return new Delta(null, text);
        }
    }

    /** The chunk of a stream whose caller asked for usage: {@code usage} is null on all but the last, which has no choices. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record WithUsage(
            String id,
            String object,
            long created,
            String model,
            List<Choice> choices,
            @Nullable Usage usage) {

        static WithUsage of(ChatCompletionChunk chunk) {
            return new WithUsage(chunk.id(), chunk.object(), chunk.created(), chunk.model(), chunk.choices(), null);
        }

        static WithUsage last(Envelope envelope, Usage usage) {
            return new WithUsage(
                    envelope.id(), "chat.completion.chunk", envelope.created(), envelope.model(), List.of(), usage);
        }
    }
}

package dev.weir.gateway.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.weir.gateway.http.ChatCompletion.Envelope;
import dev.weir.gateway.http.ChatCompletion.Usage;
import dev.weir.gateway.routing.Piece;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** OpenAI's {@code chat.completion.chunk}, for a local answer. */
@JsonInclude(JsonInclude.Include.ALWAYS)
record ChatCompletionChunk(String id, String object, long created, String model, List<Choice> choices) {

    static ChatCompletionChunk of(Envelope envelope, Choice choice) {
        return new ChatCompletionChunk(
                envelope.id(), "chat.completion.chunk", envelope.created(), envelope.model(), List.of(choice));
    }

    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Choice(
            int index,
            Delta delta,
            @Nullable LogProbabilities logprobs,
            @JsonProperty("finish_reason") @Nullable String finishReason) {

        /** The choice goes on with a piece of an answer. */
        static Choice of(Piece piece, boolean withLogProbabilities) {
            return switch (piece) {
                case Piece.Text text ->
                    new Choice(
                            text.choice(),
                            new Said(text.text()),
                            withLogProbabilities ? LogProbabilities.of(text.tokens()) : null,
                            null);
                case Piece.Call call -> new Choice(call.choice(), Called.first(call), null, null);
                case Piece.Arguments more -> new Choice(more.choice(), Called.more(more), null, null);
            };
        }
    }

    /** What is new; absent keys mean that nothing is. */
    sealed interface Delta {}

    /** Who speaks, once and first. The content is null where a call follows instead of text. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Begun(String role, @Nullable String content) implements Delta {}

    /** Text. */
    record Said(String content) implements Delta {}

    /** Part of a call. */
    record Called(@JsonProperty("tool_calls") List<CallDelta> toolCalls) implements Delta {

        static Called first(Piece.Call call) {
            CallFunction function = new CallFunction(call.name(), "");
            return new Called(List.of(new CallDelta(call.call(), call.id(), "function", function)));
        }

        static Called more(Piece.Arguments more) {
            return new Called(List.of(new CallDelta(more.call(), null, null, new CallFunction(null, more.json()))));
        }
    }

    /** Nothing more. */
    record Ended() implements Delta {}

    /** A call's id, type and name come once. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record CallDelta(
            int index, @Nullable String id, @Nullable String type, CallFunction function) {}

    /** Arguments follow what came before. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record CallFunction(@Nullable String name, String arguments) {}

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

package dev.weir.gateway.http;

import dev.weir.gateway.http.ChatCompletion.Envelope;
import dev.weir.gateway.http.ChatCompletion.Usage;
import dev.weir.gateway.routing.AnswerEvent;
import dev.weir.gateway.routing.Draft;
import dev.weir.gateway.routing.Piece;
import dev.weir.gateway.routing.TokenLogProbability;
import dev.weir.gateway.routing.ToolCall;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** Gives local answers the form of OpenAI's objects. */
final class LocalAnswer {

    private LocalAnswer() {}

    /** A chat's id. It follows from the request's, so that feedback on either finds the same ledger row. */
    static String id(String requestId) {
        return "chatcmpl-" + requestId;
    }

    static Envelope envelope(String id, String model, Clock clock) {
        return new Envelope(id, clock.instant().getEpochSecond(), model);
    }

    static Usage usage(AnswerEvent.Closed closed) {
        return Usage.of(closed.promptTokens(), closed.completionTokens());
    }

    static String finishReason(Draft.Finish finish) {
        return switch (finish) {
            case STOP -> "stop";
            case LENGTH -> "length";
            case CALLS -> "tool_calls";
        };
    }

    /** The choices that these pieces make up, one for each finish. */
    static List<ChatCompletion.Choice> choices(
            List<Piece> pieces, List<Draft.Finish> finishes, boolean withLogProbabilities) {
        List<ChatCompletion.Choice> choices = new ArrayList<>();
        for (int i = 0; i < finishes.size(); i++) {
            Collected collected = new Collected();
            for (Piece piece : pieces) {
                if (piece.choice() == i) {
                    collected.add(piece);
                }
            }
            choices.add(collected.choice(i, finishReason(finishes.get(i)), withLogProbabilities));
        }
        return choices;
    }

    /** One choice, put together from its pieces. */
    private static final class Collected {

        private final StringBuilder text = new StringBuilder();
        private final List<TokenLogProbability> tokens = new ArrayList<>();
        private final List<ToolCall> calls = new ArrayList<>();

        void add(Piece piece) {
            switch (piece) {
                case Piece.Text more -> {
                    text.append(more.text());
                    tokens.addAll(more.tokens());
                }
                case Piece.Call call -> calls.add(new ToolCall(call.id(), call.name(), ""));
                case Piece.Arguments more -> {
                    ToolCall call = calls.removeLast();
                    calls.add(new ToolCall(call.id(), call.name(), call.arguments() + more.json()));
                }
            }
        }

        ChatCompletion.Choice choice(int index, String finishReason, boolean withLogProbabilities) {
            String content = text.isEmpty() && !calls.isEmpty() ? null : text.toString();
            var message = new ChatCompletion.Message(
                    "assistant",
                    content,
                    null,
                    calls.stream().map(ChatCompletion.Call::of).toList());
            LogProbabilities logprobs = withLogProbabilities ? LogProbabilities.of(tokens) : null;
            return new ChatCompletion.Choice(index, message, logprobs, finishReason);
        }
    }
}

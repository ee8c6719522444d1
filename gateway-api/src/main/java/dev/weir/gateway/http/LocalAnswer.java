package dev.weir.gateway.http;

import dev.weir.gateway.http.ChatCompletion.Envelope;
import dev.weir.gateway.http.ChatCompletion.Usage;
import dev.weir.gateway.routing.AnswerEvent;
import java.time.Clock;
import java.util.Objects;

/** Gives local answers the form of OpenAI's objects. */
final class LocalAnswer {

    private LocalAnswer() {}

    /** The id follows from the request's, so that feedback on either finds the same ledger row. */
    static Envelope envelope(String requestId, String model, Clock clock) {
        return new Envelope("chatcmpl-" + requestId, clock.instant().getEpochSecond(), model);
    }

    static Usage usage(AnswerEvent.Closed closed) {
        return Usage.of(closed.promptTokens(), closed.completionTokens());
    }

    static String finishReason(AnswerEvent.Closed closed) {
        return switch (Objects.requireNonNull(closed.finish())) {
            case STOP -> "stop";
            case LENGTH -> "length";
        };
    }
}

package dev.weir.gateway.http;

import dev.weir.gateway.http.ChatCompletion.Envelope;
import dev.weir.gateway.routing.AnswerEvent;
import dev.weir.gateway.routing.Piece;
import dev.weir.gateway.routing.Prompt;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.ObjectMapper;

/** Renders an answer as one JSON object. */
final class WholeRenderer {

    private final ObjectMapper json;
    private final Clock clock;

    WholeRenderer(ObjectMapper json, Clock clock) {
        this.json = json;
        this.clock = clock;
    }

    Mono<Void> render(Prompt prompt, Flux<AnswerEvent> answer, ServerHttpResponse response) {
        return answer.collectList().flatMap(events -> write(prompt, events, response));
    }

    private Mono<Void> write(Prompt prompt, List<AnswerEvent> events, ServerHttpResponse response) {
        Object body = body(prompt, events, response.getHeaders());
        response.getHeaders().setContentType(MediaType.APPLICATION_JSON);
        byte[] bytes = json.writeValueAsBytes(body);
        response.getHeaders().setContentLength(bytes.length);
        DataBuffer buffer = response.bufferFactory().wrap(bytes);
        return response.writeWith(Mono.just(buffer));
    }

    private Object body(Prompt prompt, List<AnswerEvent> events, HttpHeaders headers) {
        Envelope envelope = null;
        List<Piece> pieces = new ArrayList<>();
        Object body = null;
        for (AnswerEvent event : events) {
            switch (event) {
                case AnswerEvent.Opened opened -> {
                    AnswerHeaders.write(opened, headers);
                    envelope = LocalAnswer.envelope(LocalAnswer.id(prompt.requestId()), opened.model(), clock);
                }
                case AnswerEvent.Written(Piece piece) -> pieces.add(piece);
                case AnswerEvent.Json(Object object) -> body = object;
                case AnswerEvent.Closed closed -> {
                    AnswerHeaders.write(closed, headers);
                    if (envelope != null && body == null) {
                        boolean logprobs = prompt.settings().topLogProbabilities() != null;
                        body = ChatCompletion.of(
                                envelope,
                                LocalAnswer.choices(pieces, closed.finishes(), logprobs),
                                LocalAnswer.usage(closed));
                    }
                }
            }
        }
        if (body == null) {
            throw new IllegalStateException("an answer ended without a body");
        }
        return body;
    }
}

package dev.weir.gateway.http;

import dev.weir.gateway.http.ChatCompletion.Envelope;
import dev.weir.gateway.routing.AnswerEvent;
import java.time.Clock;
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

    Mono<Void> render(String requestId, Flux<AnswerEvent> answer, ServerHttpResponse response) {
        return answer.collectList().flatMap(events -> write(requestId, events, response));
    }

    private Mono<Void> write(String requestId, List<AnswerEvent> events, ServerHttpResponse response) {
        Object body = body(requestId, events, response.getHeaders());
        response.getHeaders().setContentType(MediaType.APPLICATION_JSON);
        byte[] bytes = json.writeValueAsBytes(body);
        response.getHeaders().setContentLength(bytes.length);
        DataBuffer buffer = response.bufferFactory().wrap(bytes);
        return response.writeWith(Mono.just(buffer));
    }

    private Object body(String requestId, List<AnswerEvent> events, HttpHeaders headers) {
        Envelope envelope = null;
        StringBuilder text = new StringBuilder();
        Object body = null;
        for (AnswerEvent event : events) {
            switch (event) {
                case AnswerEvent.Opened opened -> {
                    AnswerHeaders.write(opened, headers);
                    envelope = LocalAnswer.envelope(requestId, opened.model(), clock);
                }
                case AnswerEvent.Text(String piece) -> text.append(piece);
                case AnswerEvent.Json(Object object) -> body = object;
                case AnswerEvent.Closed closed -> {
                    AnswerHeaders.write(closed, headers);
                    if (body == null && envelope != null) {
                        body = ChatCompletion.of(
                                envelope, text.toString(), LocalAnswer.finishReason(closed), LocalAnswer.usage(closed));
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

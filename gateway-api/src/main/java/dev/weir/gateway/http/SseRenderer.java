package dev.weir.gateway.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.gateway.http.ChatCompletion.Envelope;
import dev.weir.gateway.routing.AnswerEvent;
import dev.weir.gateway.routing.Piece;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Renders an answer as server-sent events: chunks, the finish chunk, the usage chunk when it was asked for,
 * {@code [DONE]}. An answer that breaks off ends in an error event and no {@code [DONE]}, so that nobody takes it for
 * whole.
 */
final class SseRenderer {

    private static final byte[] PREFIX = "data: ".getBytes(UTF_8);
    private static final byte[] SUFFIX = "\n\n".getBytes(UTF_8);
    private static final byte[] DONE = "data: [DONE]\n\n".getBytes(UTF_8);

    private final ObjectMapper json;
    private final ErrorResponses errors;
    private final Clock clock;

    SseRenderer(ObjectMapper json, ErrorResponses errors, Clock clock) {
        this.json = json;
        this.errors = errors;
        this.clock = clock;
    }

    Mono<Void> render(ChunkForm form, boolean includeUsage, Flux<AnswerEvent> answer, ServerWebExchange exchange) {
        ServerHttpResponse response = exchange.getResponse();
        Rendering rendering = new Rendering(form, includeUsage, exchange);
        Flux<Mono<DataBuffer>> events = answer.concatMapDelayError(event -> Flux.fromIterable(rendering.events(event)))
                .onErrorResume(rendering::lastWords)
                .map(bytes -> Mono.just(response.bufferFactory().wrap(bytes)));
        return response.writeAndFlushWith(events);
    }

    private byte[] event(Object object) {
        byte[] body = json.writeValueAsBytes(object);
        byte[] event = new byte[PREFIX.length + body.length + SUFFIX.length];
        System.arraycopy(PREFIX, 0, event, 0, PREFIX.length);
        System.arraycopy(body, 0, event, PREFIX.length, body.length);
        System.arraycopy(SUFFIX, 0, event, PREFIX.length + body.length, SUFFIX.length);
        return event;
    }

    /** One stream; its events come one after the other, so its fields need no lock. */
    private final class Rendering {

        private final ChunkForm form;
        private final boolean includeUsage;
        private final ServerWebExchange exchange;
        private @Nullable Envelope envelope;

        Rendering(ChunkForm form, boolean includeUsage, ServerWebExchange exchange) {
            this.form = form;
            this.includeUsage = includeUsage;
            this.exchange = exchange;
        }

        List<byte[]> events(AnswerEvent answer) {
            return switch (answer) {
                case AnswerEvent.Opened opened -> opened(opened);
                case AnswerEvent.Written(Piece piece) -> events(form.next(opened(), piece));
                case AnswerEvent.Json(Object object) -> hosted((ObjectNode) object);
                case AnswerEvent.Closed closed -> closed(closed);
            };
        }

        private List<byte[]> events(List<Object> chunks) {
            return chunks.stream().map(SseRenderer.this::event).toList();
        }

        private List<byte[]> opened(AnswerEvent.Opened opened) {
            HttpHeaders headers = exchange.getResponse().getHeaders();
            AnswerHeaders.write(opened, headers);
            headers.setContentType(MediaType.TEXT_EVENT_STREAM);
            headers.setCacheControl("no-cache");
            headers.set("X-Accel-Buffering", "no");
            envelope = LocalAnswer.envelope(form.id(), opened.model(), clock);
            return List.of();
        }

        private List<byte[]> hosted(ObjectNode chunk) {
            boolean usageOnly =
                    chunk.hasNonNull("usage") && chunk.path("choices").isEmpty();
            if (usageOnly && !includeUsage) {
                return List.of();
            }
            if (!usageOnly && includeUsage) {
                chunk.putNull("usage");
            }
            return List.of(event(chunk));
        }

        private List<byte[]> closed(AnswerEvent.Closed closed) {
            List<byte[]> events = new ArrayList<>(events(form.ends(opened(), closed.finishes())));
            if (!events.isEmpty() && includeUsage) {
                events.add(event(form.usage(opened(), LocalAnswer.usage(closed))));
            }
            events.add(DONE);
            return events;
        }

        private Envelope opened() {
            return Objects.requireNonNull(envelope, "an answer opens before it goes on");
        }

        /** Before the commit point the caller still gets a status of its own. */
        private Flux<byte[]> lastWords(Throwable failure) {
            if (envelope == null) {
                return Flux.error(failure);
            }
            AccessLog.noteBrokenOff(exchange);
            return Flux.just(event(errors.bodyFor(failure, RequestIds.of(exchange))));
        }
    }
}

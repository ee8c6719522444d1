package dev.weir.gateway.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.gateway.http.ChatCompletion.Envelope;
import dev.weir.gateway.http.ChatCompletionChunk.Begun;
import dev.weir.gateway.http.ChatCompletionChunk.Choice;
import dev.weir.gateway.http.ChatCompletionChunk.Ended;
import dev.weir.gateway.routing.AnswerEvent;
import dev.weir.gateway.routing.Piece;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
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

    Mono<Void> render(ChatRequest request, Flux<AnswerEvent> answer, ServerWebExchange exchange) {
        ServerHttpResponse response = exchange.getResponse();
        Rendering rendering = new Rendering(request, exchange);
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

        private final ChatRequest request;
        private final ServerWebExchange exchange;
        private final Set<Integer> begun = new HashSet<>();
        private @Nullable Envelope envelope;

        Rendering(ChatRequest request, ServerWebExchange exchange) {
            this.request = request;
            this.exchange = exchange;
        }

        List<byte[]> events(AnswerEvent answer) {
            return switch (answer) {
                case AnswerEvent.Opened opened -> opened(opened);
                case AnswerEvent.Written(Piece piece) -> written(piece);
                case AnswerEvent.Json(Object object) -> hosted((ObjectNode) object);
                case AnswerEvent.Closed closed -> closed(closed);
            };
        }

        private List<byte[]> opened(AnswerEvent.Opened opened) {
            HttpHeaders headers = exchange.getResponse().getHeaders();
            AnswerHeaders.write(opened, headers);
            headers.setContentType(MediaType.TEXT_EVENT_STREAM);
            headers.setCacheControl("no-cache");
            headers.set("X-Accel-Buffering", "no");
            envelope = LocalAnswer.envelope(request.prompt().requestId(), opened.model(), clock);
            return List.of();
        }

        private List<byte[]> written(Piece piece) {
            boolean logprobs = request.prompt().settings().topLogProbabilities() != null;
            byte[] chunk = chunk(Choice.of(piece, logprobs));
            return begun.add(piece.choice())
                    ? List.of(begin(piece.choice(), piece instanceof Piece.Text), chunk)
                    : List.of(chunk);
        }

        private byte[] begin(int choice, boolean withText) {
            return chunk(new Choice(choice, new Begun("assistant", withText ? "" : null), null, null));
        }

        private List<byte[]> hosted(ObjectNode chunk) {
            boolean usageOnly =
                    chunk.hasNonNull("usage") && chunk.path("choices").isEmpty();
            if (usageOnly && !request.includeUsage()) {
                return List.of();
            }
            if (!usageOnly && request.includeUsage()) {
                chunk.putNull("usage");
            }
            return List.of(event(chunk));
        }

        private List<byte[]> closed(AnswerEvent.Closed closed) {
            List<byte[]> events = new ArrayList<>();
            for (int i = 0; i < closed.finishes().size(); i++) {
                if (begun.add(i)) {
                    events.add(begin(i, true));
                }
                String reason = LocalAnswer.finishReason(closed.finishes().get(i));
                events.add(chunk(new Choice(i, new Ended(), null, reason)));
            }
            if (!events.isEmpty() && request.includeUsage()) {
                events.add(event(ChatCompletionChunk.WithUsage.last(opened(), LocalAnswer.usage(closed))));
            }
            events.add(DONE);
            return events;
        }

        private byte[] chunk(Choice choice) {
            ChatCompletionChunk chunk = ChatCompletionChunk.of(opened(), choice);
            return event(request.includeUsage() ? ChatCompletionChunk.WithUsage.of(chunk) : chunk);
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
            return Flux.just(event(errors.bodyFor(failure, request.prompt().requestId())));
        }
    }
}

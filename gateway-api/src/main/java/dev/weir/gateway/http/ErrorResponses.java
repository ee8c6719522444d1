package dev.weir.gateway.http;

import dev.weir.gateway.routing.TierException;
import dev.weir.gateway.routing.TierFailure;
import dev.weir.gateway.routing.Unanswered;
import dev.weir.gateway.routing.UnknownModelException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.MethodNotAllowedException;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import org.springframework.web.util.DisconnectedClientHelper;
import reactor.core.publisher.Mono;
import tools.jackson.databind.ObjectMapper;

/** The one place that turns failures into statuses and into sentences; a caller never reads a caught message. */
@Order(ErrorResponses.BEFORE_SPRINGS_OWN)
final class ErrorResponses implements WebExceptionHandler {

    static final int BEFORE_SPRINGS_OWN = -2;
    private static final Logger LOG = LoggerFactory.getLogger(ErrorResponses.class);

    private final ObjectMapper json;
    private final long largestBody;

    ErrorResponses(ObjectMapper json, long largestBody) {
        this.json = json;
        this.largestBody = largestBody;
    }

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, Throwable failure) {
        ServerHttpResponse response = exchange.getResponse();
        if (response.isCommitted()) {
            return Mono.error(failure);
        }
        Told told = toldOf(failure, RequestIds.of(exchange));
        HttpHeaders headers = response.getHeaders();
        if (failure instanceof Unanswered unanswered) {
            AnswerHeaders.write(unanswered, headers);
        }
        if (told.retryAfter() != null) {
            headers.set(HttpHeaders.RETRY_AFTER, Long.toString(wholeSeconds(told.retryAfter())));
        }
        if (failure instanceof MethodNotAllowedException refused) {
            headers.setAllow(refused.getSupportedMethods());
        }
        headers.setContentType(MediaType.APPLICATION_JSON);
        response.setStatusCode(told.problem().status());
        byte[] bytes = json.writeValueAsBytes(told.body());
        headers.setContentLength(bytes.length);
        DataBuffer buffer = response.bufferFactory().wrap(bytes);
        return response.writeWith(Mono.just(buffer));
    }

    /** The error object for a failure that comes too late for a status. */
    ErrorBody bodyFor(Throwable failure, String requestId) {
        return toldOf(failure, requestId).body();
    }

    private Told toldOf(Throwable failure, String requestId) {
        return switch (failure) {
            case ProblemException refused ->
                new Told(refused.problem(), refused.sentence(), refused.param(), null, null);
            case UnknownModelException unknown ->
                new Told(
                        Problem.MODEL_NOT_FOUND,
                        "The model '" + unknown.getMessage() + "' does not exist; GET /v1/models lists those that do.",
                        "model",
                        null,
                        null);
            case Unanswered unanswered -> toldOf(unanswered, requestId);
            case DataBufferLimitException _ ->
                new Told(
                        Problem.BODY_TOO_LARGE,
                        "The request body is larger than %d bytes (weir.api.largest-body).".formatted(largestBody),
                        null,
                        null,
                        null);
            case ResponseStatusException status -> toldOf(status, requestId);
            default -> unexpected(failure, requestId);
        };
    }

    private Told toldOf(Unanswered unanswered, String requestId) {
        TierException failure = unanswered.failure();
        if (failure != null && failure.failure() == TierFailure.BROKEN) {
            LOG.warn("Request {}: {}", requestId, unanswered.getMessage(), failure);
        }
        return UnansweredSentences.toldOf(unanswered);
    }

    private static Told toldOf(ResponseStatusException status, String requestId) {
        if (status.getStatusCode().isSameCodeAs(HttpStatus.NOT_FOUND)) {
            return new Told(
                    Problem.UNKNOWN_URL, "There is nothing at this URL; the API begins at /v1.", null, null, null);
        }
        if (status instanceof MethodNotAllowedException refused) {
            String sentence = "This URL does not take %s, only %s."
                    .formatted(refused.getHttpMethod(), refused.getSupportedMethods());
            return new Told(Problem.METHOD_NOT_ALLOWED, sentence, null, null, null);
        }
        if (status.getStatusCode().isSameCodeAs(HttpStatus.NOT_ACCEPTABLE)) {
            return new Told(Problem.NOT_ACCEPTABLE, "This URL answers with application/json only.", null, null, null);
        }
        return unexpected(status, requestId);
    }

    private static Told unexpected(Throwable failure, String requestId) {
        if (DisconnectedClientHelper.isClientDisconnectedException(failure)) {
            LOG.debug("Request {}: its caller left", requestId);
            return new Told(Problem.UNEXPECTED, "The connection was closed.", null, null, null);
        }
        LOG.error("Request {} failed in a way nobody foresaw", requestId, failure);
        return new Told(
                Problem.UNEXPECTED,
                "Weir failed while it handled this request; its log has the details under request id " + requestId
                        + ".",
                null,
                null,
                null);
    }

    /** A {@code Retry-After} is at least one second. */
    private static long wholeSeconds(Duration wait) {
        return Math.max(1, wait.plusMillis(999).toSeconds());
    }

    /**
     * What the caller is told.
     *
     * @param code instead of the problem's own, where a provider gave one
     */
    record Told(
            Problem problem,
            String sentence,
            @Nullable String param,
            @Nullable String code,
            @Nullable Duration retryAfter) {

        ErrorBody body() {
            return ErrorBody.of(problem, sentence, param, code);
        }
    }
}

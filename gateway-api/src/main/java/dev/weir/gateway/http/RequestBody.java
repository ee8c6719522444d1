package dev.weir.gateway.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The JSON object that a caller sent.
 *
 * @param raw exactly as it was sent
 */
record RequestBody(ObjectNode object, String raw) {

    /** Fails with a {@link ProblemException}, or a {@link DataBufferLimitException} beyond the largest that is allowed. */
    static Mono<RequestBody> read(ServerHttpRequest request, ApiOptions options, ObjectMapper json) {
        if (!isJson(request.getHeaders())) {
            return Mono.error(new ProblemException(
                    Problem.NOT_JSON,
                    "The body must be JSON: send the header 'content-type: application/json'.",
                    null));
        }
        if (request.getHeaders().getContentLength() > options.largestBody()) {
            return Mono.error(new DataBufferLimitException("announced"));
        }
        return DataBufferUtils.join(request.getBody().timeout(options.longestSilence()), options.largestBody())
                .onErrorMap(TimeoutException.class, _ -> stalled(options.longestSilence()))
                .map(RequestBody::text)
                .switchIfEmpty(Mono.error(() -> malformed("The body is empty")))
                .map(raw -> new RequestBody(object(raw, json), raw));
    }

    private static ProblemException stalled(Duration silence) {
        return new ProblemException(
                Problem.REQUEST_TIMEOUT, "The body stopped to come for %d ms.".formatted(silence.toMillis()), null);
    }

    private static boolean isJson(HttpHeaders headers) {
        try {
            MediaType type = headers.getContentType();
            return type == null
                    || type.isCompatibleWith(MediaType.APPLICATION_JSON)
                    || "json".equals(type.getSubtypeSuffix());
        } catch (InvalidMediaTypeException _) {
            return false;
        }
    }

    private static String text(DataBuffer buffer) {
        try (DataBuffer.ByteBufferIterator parts = buffer.readableByteBuffers()) {
            ByteBuffer bytes = ByteBuffer.allocate(buffer.readableByteCount());
            parts.forEachRemaining(bytes::put);
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException _) {
            throw malformed("The body is not valid UTF-8");
        } finally {
            DataBufferUtils.release(buffer);
        }
    }

    private static ObjectNode object(String raw, ObjectMapper json) {
        try {
            JsonNode node = json.readTree(raw);
            if (node instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException e) {
            throw malformed("The body is not valid JSON" + where(e));
        } catch (NumberFormatException _) {
            throw malformed("The body has a number that no computer can hold");
        }
        throw malformed("The body is not a JSON object");
    }

    private static String where(JacksonException failure) {
        var location = failure.getLocation();
        return location == null || location.getLineNr() < 1
                ? ""
                : " (line %d, column %d)".formatted(location.getLineNr(), location.getColumnNr());
    }

    private static ProblemException malformed(String sentence) {
        return new ProblemException(Problem.MALFORMED_JSON, sentence + ".", null);
    }
}

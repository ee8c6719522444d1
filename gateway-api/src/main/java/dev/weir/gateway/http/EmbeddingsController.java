package dev.weir.gateway.http;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code POST /v1/embeddings}. Translates; decides nothing. */
@RestController
final class EmbeddingsController {

    private final Intake intake;

    EmbeddingsController(Intake intake) {
        this.intake = intake;
    }

    @PostMapping("/v1/embeddings")
    Mono<Void> embed(ServerWebExchange exchange) {
        return intake.take(exchange, EmbeddingRequest.KNOWN)
                .map(EmbeddingRequest::read)
                .flatMap(request -> intake.ask(request.prompt())
                        .collectList()
                        .map(WholeAnswer::of)
                        .publishOn(intake.eventLoop(exchange))
                        .flatMap(answer -> write(request, answer, exchange.getResponse())));
    }

    private Mono<Void> write(EmbeddingRequest request, WholeAnswer answer, ServerHttpResponse response) {
        AnswerHeaders.write(answer.opened(), response.getHeaders());
        AnswerHeaders.write(answer.closed(), response.getHeaders());
        ObjectNode body = answer.hosted() == null ? local(request, answer) : answer.hosted();
        return intake.write(body, response);
    }

    private ObjectNode local(EmbeddingRequest request, WholeAnswer answer) {
        ObjectNode body = intake.json().createObjectNode().put("object", "list");
        ArrayNode data = body.putArray("data");
        JsonNode vectors = intake.json().readTree(answer.text());
        for (int i = 0; i < vectors.size(); i++) {
            ObjectNode one = data.addObject().put("object", "embedding").put("index", i);
            if (request.base64()) {
                one.set("embedding", vectors.get(i));
            } else {
                putNumbers(one.putArray("embedding"), vectors.get(i).stringValue());
            }
        }
        body.put("model", answer.opened().model());
        long tokens = answer.closed().promptTokens();
        body.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
        return body;
    }

    private static void putNumbers(ArrayNode numbers, String encoded) {
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(encoded)).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            numbers.add(bytes.getFloat());
        }
    }
}

package dev.weir.gateway.http;

import dev.weir.gateway.audit.Feedback;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** {@code POST /v1/feedback}: whoever got an answer says whether it was right. */
@RestController
final class FeedbackController {

    private final Feedback feedback;
    private final ApiOptions options;
    private final ObjectMapper json;

    FeedbackController(Feedback feedback, ApiOptions options, ObjectMapper json) {
        this.feedback = feedback;
        this.options = options;
        this.json = json;
    }

    @PostMapping("/v1/feedback")
    Mono<Accepted> take(ServerWebExchange exchange) {
        return RequestBody.read(exchange.getRequest(), options, json).map(body -> take(Fields.of(body.object())));
    }

    private Accepted take(Fields fields) {
        String id = fields.requireString("id");
        Boolean correct = correct(fields.get("correct"));
        String label = fields.get("label") == null ? null : fields.requireString("label");
        if (correct == null && label == null) {
            throw ProblemException.missing("correct");
        }
        return feedback.take(id, correct, label)
                .map(route -> new Accepted("feedback", id, route.value()))
                .orElseThrow(() -> new ProblemException(
                        Problem.RESPONSE_NOT_FOUND,
                        "No answer with this id can take feedback: it is unknown, too old, pinned to a tier, or of a"
                                + " route without an error target.",
                        "id"));
    }

    private static @Nullable Boolean correct(@Nullable JsonNode node) {
        if (node == null) {
            return null;
        }
        if (!node.isBoolean()) {
            throw ProblemException.invalidType("correct", "a boolean", Fields.nameOf(node));
        }
        return node.booleanValue();
    }

    /** What the caller gets back. */
    record Accepted(String object, String id, String route) {}
}

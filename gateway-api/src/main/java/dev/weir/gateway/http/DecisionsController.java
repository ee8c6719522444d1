package dev.weir.gateway.http;

import dev.weir.gateway.routing.Prompt;
import dev.weir.gateway.routing.Unanswered;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code POST /v1/decisions}. Each question goes to the router by itself, so each has a confidence and a verdict of its
 * own; the answers come back in the questions' order. Translates; decides nothing.
 */
@RestController
final class DecisionsController {

    /** More would only wait in the local model's queue, in front of other callers. */
    private static final int QUESTIONS_AT_ONCE = 4;

    private final Intake intake;

    DecisionsController(Intake intake) {
        this.intake = intake;
    }

    @PostMapping("/v1/decisions")
    Mono<Void> decide(ServerWebExchange exchange) {
        return intake.take(exchange, DecisionRequest.KNOWN)
                .map(taken -> DecisionRequest.read(taken, exchange.getRequest().getHeaders()))
                .flatMap(request -> Flux.fromIterable(request.prompts())
                        .flatMapSequential(this::decided, QUESTIONS_AT_ONCE)
                        .collectList()
                        .publishOn(intake.eventLoop(exchange))
                        .flatMap(decided -> write(request, decided, exchange)));
    }

    private Mono<Decided> decided(Prompt prompt) {
        return intake.ask(prompt)
                .collectList()
                .map(events -> new Decided(WholeAnswer.of(events), null))
                .onErrorResume(Unanswered.class, failure -> Mono.just(new Decided(null, failure)));
    }

    private Mono<Void> write(DecisionRequest request, List<Decided> decided, ServerWebExchange exchange) {
        List<WholeAnswer> answers = decided.stream()
                .flatMap(one -> java.util.stream.Stream.ofNullable(one.answer()))
                .toList();
        if (answers.isEmpty()) {
            return Mono.error(
                    java.util.Objects.requireNonNull(decided.getFirst().failure()));
        }
        List<@Nullable WholeAnswer> inOrder = new ArrayList<>();
        decided.forEach(one -> inOrder.add(one.answer()));
        JointHeaders.write(inOrder, exchange.getResponse().getHeaders());
        ObjectNode body = intake.json().createObjectNode();
        body.put("model", answers.getFirst().opened().model());
        ArrayNode listed = body.putArray("answers");
        IntStream.range(0, decided.size())
                .forEach(i -> listed.add(
                        answer(decided.get(i).answer(), request.names().get(i))));
        body.set("usage", usage(answers));
        return intake.write(body, exchange.getResponse());
    }

    private ObjectNode answer(@Nullable WholeAnswer answer, @Nullable String name) {
        ObjectNode said = answer == null ? intake.json().createObjectNode().put("type", "refusal") : said(answer);
        return said.put("name", name);
    }

    private ObjectNode said(WholeAnswer answer) {
        JsonNode said = answer.hosted() == null
                ? intake.json().readTree(answer.text())
                : answer.hosted().path("answers").path(0);
        if (said instanceof ObjectNode object) {
            return object;
        }
        throw new IllegalStateException("a decision ended without an answer");
    }

    private ObjectNode usage(List<WholeAnswer> answers) {
        long in = answers.stream()
                .mapToLong(answer -> answer.closed().promptTokens())
                .sum();
        long out = answers.stream()
                .mapToLong(answer -> answer.closed().completionTokens())
                .sum();
        ObjectNode usage = intake.json().createObjectNode().put("input_tokens", in);
        usage.putObject("input_tokens_details").put("cache_write_tokens", 0).put("cached_tokens", 0);
        usage.put("output_tokens", out);
        usage.putObject("output_tokens_details").put("reasoning_tokens", 0);
        return usage.put("total_tokens", in + out);
    }

    /** What became of one question: an answer, or the reason for none. */
    private record Decided(
            @Nullable WholeAnswer answer, @Nullable Unanswered failure) {}
}

package dev.weir.gateway.http;

import dev.weir.gateway.http.ChatCompletion.Envelope;
import dev.weir.gateway.http.ChatCompletion.Usage;
import dev.weir.gateway.routing.Draft;
import dev.weir.gateway.routing.Piece;
import dev.weir.gateway.routing.Prompt;
import dev.weir.gateway.routing.TokenLogProbability;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code POST /v1/completions}. Each text goes to the router by itself; the choices come back in the texts' order, and
 * one text without an answer leaves the request without one. Translates; decides nothing.
 */
@RestController
final class CompletionsController {

    /** More would only wait in the local model's queue, in front of other callers. */
    private static final int PROMPTS_AT_ONCE = 4;

    private final Intake intake;
    private final Repeats repeats;
    private final SseRenderer streamed;

    CompletionsController(Intake intake, Repeats repeats, ErrorResponses errors) {
        this.intake = intake;
        this.repeats = repeats;
        this.streamed = new SseRenderer(intake.json(), errors, intake.clock());
    }

    @PostMapping("/v1/completions")
    Mono<Void> complete(ServerWebExchange exchange) {
        return intake.body(exchange)
                .flatMap(body -> repeats.once(exchange, body.raw(), first -> answer(read(body, first), first)));
    }

    private CompletionRequest read(RequestBody body, ServerWebExchange exchange) {
        return CompletionRequest.read(intake.taken(body, exchange, CompletionRequest.KNOWN));
    }

    private Mono<Void> answer(CompletionRequest request, ServerWebExchange exchange) {
        return request.streamed() ? stream(request, exchange) : whole(request, exchange);
    }

    private Mono<Void> stream(CompletionRequest request, ServerWebExchange exchange) {
        Prompt prompt = request.prompts().getFirst();
        TextChunks form = new TextChunks(prompt, request.includeUsage());
        return streamed.render(
                form, request.includeUsage(), intake.ask(prompt).publishOn(intake.eventLoop(exchange)), exchange);
    }

    private Mono<Void> whole(CompletionRequest request, ServerWebExchange exchange) {
        return Flux.fromIterable(request.prompts())
                .flatMapSequential(prompt -> intake.ask(prompt).collectList().map(WholeAnswer::of), PROMPTS_AT_ONCE)
                .collectList()
                .publishOn(intake.eventLoop(exchange))
                .flatMap(answers -> write(request, answers, exchange.getResponse()));
    }

    private Mono<Void> write(CompletionRequest request, List<WholeAnswer> answers, ServerHttpResponse response) {
        JointHeaders.write(new ArrayList<@Nullable WholeAnswer>(answers), response.getHeaders());
        Envelope envelope = LocalAnswer.envelope(
                TextCompletion.id(request.prompts().getFirst().requestId()),
                answers.getFirst().opened().model(),
                intake.clock());
        return intake.write(body(request, answers, envelope), response);
    }

    /** A single hosted answer stays the provider's own object. */
    private static ObjectNode body(CompletionRequest request, List<WholeAnswer> answers, Envelope envelope) {
        List<ObjectNode> choices = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            choices.addAll(choices(request.prompts().get(i), answers.get(i), i * request.choices()));
        }
        ObjectNode hosted = answers.getFirst().hosted();
        if (answers.size() == 1 && hosted != null) {
            TextCompletion.complete(hosted, envelope);
            return hosted;
        }
        return TextCompletion.of(envelope, choices).set("usage", TextCompletion.usage(usage(answers)));
    }

    private static List<ObjectNode> choices(Prompt prompt, WholeAnswer answer, int first) {
        return answer.hosted() == null
                ? local(prompt, answer, first)
                : hosted(answer.hosted().path("choices"), first);
    }

    private static List<ObjectNode> hosted(JsonNode given, int first) {
        List<ObjectNode> choices = new ArrayList<>();
        for (JsonNode node : given) {
            if (node instanceof ObjectNode choice) {
                TextCompletion.complete(choice, first + choice.path("index").asInt(choices.size()));
                choices.add(choice);
            }
        }
        return choices;
    }

    private static List<ObjectNode> local(Prompt prompt, WholeAnswer answer, int first) {
        List<Draft.Finish> finishes = answer.closed().finishes();
        boolean withLogProbabilities = prompt.settings().topLogProbabilities() != null;
        List<ObjectNode> choices = new ArrayList<>();
        for (int i = 0; i < finishes.size(); i++) {
            StringBuilder text = new StringBuilder();
            List<TokenLogProbability> tokens = new ArrayList<>();
            for (Piece piece : answer.pieces()) {
                if (piece.choice() == i && piece instanceof Piece.Text more) {
                    text.append(more.text());
                    tokens.addAll(more.tokens());
                }
            }
            choices.add(TextCompletion.choice(
                    first + i,
                    text.toString(),
                    withLogProbabilities ? new TextLogProbabilities().next(tokens) : null,
                    LocalAnswer.finishReason(finishes.get(i))));
        }
        return choices;
    }

    private static Usage usage(List<WholeAnswer> answers) {
        return Usage.of(
                answers.stream()
                        .mapToLong(answer -> answer.closed().promptTokens())
                        .sum(),
                answers.stream()
                        .mapToLong(answer -> answer.closed().completionTokens())
                        .sum());
    }
}

package dev.weir.gateway.http;

import dev.weir.gateway.routing.AnswerEvent;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** {@code POST /v1/chat/completions}. Translates; decides nothing. */
@RestController
final class ChatCompletionsController {

    private final Intake intake;
    private final Repeats repeats;
    private final WholeRenderer whole;
    private final SseRenderer streamed;

    ChatCompletionsController(Intake intake, Repeats repeats, ErrorResponses errors) {
        this.intake = intake;
        this.repeats = repeats;
        this.whole = new WholeRenderer(intake.json(), intake.clock());
        this.streamed = new SseRenderer(intake.json(), errors, intake.clock());
    }

    @PostMapping("/v1/chat/completions")
    Mono<Void> complete(ServerWebExchange exchange) {
        return intake.body(exchange)
                .flatMap(body -> repeats.once(exchange, body.raw(), first -> answer(read(body, first), first)));
    }

    private ChatRequest read(RequestBody body, ServerWebExchange exchange) {
        ChatRequest request = ChatRequestReader.read(body.object(), body.raw(), intake.caller(exchange));
        intake.report(request.unknown(), exchange.getResponse());
        return request;
    }

    private Mono<Void> answer(ChatRequest request, ServerWebExchange exchange) {
        Flux<AnswerEvent> answer = intake.ask(request.prompt()).publishOn(intake.eventLoop(exchange));
        return request.prompt().streamed()
                ? streamed.render(new ChatChunks(request), request.includeUsage(), answer, exchange)
                : whole.render(request.prompt(), answer, exchange.getResponse());
    }
}

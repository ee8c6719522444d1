package dev.weir.gateway.http;

import dev.weir.gateway.routing.AnswerEvent;
import dev.weir.gateway.routing.TieredRouter;
import java.time.Clock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import tools.jackson.databind.ObjectMapper;

/** {@code POST /v1/chat/completions}. Translates; decides nothing. */
@RestController
final class ChatCompletionsController {

    private final TieredRouter router;
    private final ApiOptions options;
    private final ObjectMapper json;
    private final Clock clock;
    private final Repeats repeats;
    private final WholeRenderer whole;
    private final SseRenderer streamed;
    private final Consumer<String> onUnknownParameter;
    private final Function<ServerHttpRequest, Scheduler> eventLoopOf;

    ChatCompletionsController(
            TieredRouter router,
            ApiOptions options,
            ObjectMapper json,
            Clock clock,
            Repeats repeats,
            ErrorResponses errors,
            Consumer<String> onUnknownParameter,
            Function<ServerHttpRequest, Scheduler> eventLoopOf) {
        this.router = router;
        this.options = options;
        this.json = json;
        this.clock = clock;
        this.repeats = repeats;
        this.whole = new WholeRenderer(json, clock);
        this.streamed = new SseRenderer(json, errors, clock);
        this.onUnknownParameter = onUnknownParameter;
        this.eventLoopOf = eventLoopOf;
    }

    @PostMapping("/v1/chat/completions")
    Mono<Void> complete(ServerWebExchange exchange) {
        return RequestBody.read(exchange.getRequest(), options, json)
                .flatMap(body -> repeats.once(exchange, body.raw(), first -> answer(read(body, first), first)));
    }

    private ChatRequest read(RequestBody body, ServerWebExchange exchange) {
        Caller caller = Caller.of(RequestIds.of(exchange), exchange.getRequest().getHeaders(), clock);
        if (caller.pin() != null && !options.allowsPins()) {
            throw ProblemException.invalidValue(WeirHeaders.TIER, "pins are turned off here (weir.api.allow-pins)");
        }
        ChatRequest request = ChatRequestReader.read(body.object(), body.raw(), caller);
        if (request.unknown().isEmpty()) {
            return request;
        }
        if (options.rejectsUnknownParameters()) {
            String first = request.unknown().getFirst();
            throw new ProblemException(
                    Problem.UNKNOWN_PARAMETER, "Unrecognized request argument supplied: " + first + ".", first);
        }
        request.unknown().forEach(onUnknownParameter);
        return request;
    }

    private Mono<Void> answer(ChatRequest request, ServerWebExchange exchange) {
        ServerHttpResponse response = exchange.getResponse();
        if (!request.unknown().isEmpty()) {
            response.getHeaders()
                    .set(
                            WeirHeaders.UNKNOWN_PARAMETERS,
                            Integer.toString(request.unknown().size()));
        }
        Flux<AnswerEvent> answer = router.answer(request.prompt()).publishOn(eventLoopOf.apply(exchange.getRequest()));
        return request.prompt().streamed()
                ? streamed.render(request, answer, exchange)
                : whole.render(request.prompt(), answer, response);
    }
}

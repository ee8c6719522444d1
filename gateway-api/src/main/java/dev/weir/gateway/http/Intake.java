package dev.weir.gateway.http;

import dev.weir.gateway.routing.AnswerEvent;
import dev.weir.gateway.routing.AnswerForm;
import dev.weir.gateway.routing.Message;
import dev.weir.gateway.routing.Prompt;
import dev.weir.gateway.routing.Settings;
import dev.weir.gateway.routing.TieredRouter;
import dev.weir.gateway.routing.Tools;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import tools.jackson.databind.ObjectMapper;

/** What the endpoints have in common: taking a body in, asking the router, writing an object. */
final class Intake {

    private final TieredRouter router;
    private final ApiOptions options;
    private final ObjectMapper json;
    private final Clock clock;
    private final Consumer<String> onUnknownParameter;
    private final Function<ServerHttpRequest, Scheduler> eventLoopOf;

    Intake(
            TieredRouter router,
            ApiOptions options,
            ObjectMapper json,
            Clock clock,
            Consumer<String> onUnknownParameter,
            Function<ServerHttpRequest, Scheduler> eventLoopOf) {
        this.router = router;
        this.options = options;
        this.json = json;
        this.clock = clock;
        this.onUnknownParameter = onUnknownParameter;
        this.eventLoopOf = eventLoopOf;
    }

    ObjectMapper json() {
        return json;
    }

    Clock clock() {
        return clock;
    }

    /**
     * Reads the body and what the headers say.
     *
     * @param known the fields that the endpoint knows; others are reported, or refused where the API is strict
     */
    Mono<Taken> take(ServerWebExchange exchange, Set<String> known) {
        return body(exchange).map(body -> taken(body, exchange, known));
    }

    /** The same, where the body has been read. */
    Taken taken(RequestBody body, ServerWebExchange exchange, Set<String> known) {
        Caller caller = caller(exchange);
        List<String> unknown = body.object().propertyNames().stream()
                .filter(name -> !known.contains(name))
                .toList();
        report(unknown, exchange.getResponse());
        return new Taken(body, caller, known);
    }

    Mono<RequestBody> body(ServerWebExchange exchange) {
        return RequestBody.read(exchange.getRequest(), options, json);
    }

    /** What the headers say. */
    Caller caller(ServerWebExchange exchange) {
        Caller caller = Caller.of(RequestIds.of(exchange), exchange.getRequest().getHeaders(), clock);
        if (caller.pin() != null && !options.allowsPins()) {
            throw ProblemException.invalidValue(WeirHeaders.TIER, "pins are turned off here (weir.api.allow-pins)");
        }
        return caller;
    }

    /** Counts and reports fields that nobody here knows, or refuses the first where the API is strict. */
    void report(List<String> unknown, ServerHttpResponse response) {
        if (unknown.isEmpty()) {
            return;
        }
        if (options.rejectsUnknownParameters()) {
            String first = unknown.getFirst();
            throw new ProblemException(
                    Problem.UNKNOWN_PARAMETER, "Unrecognized request argument supplied: " + first + ".", first);
        }
        unknown.forEach(onUnknownParameter);
        response.getHeaders().set(WeirHeaders.UNKNOWN_PARAMETERS, Integer.toString(unknown.size()));
    }

    /** What a tier answers; it comes on any thread. */
    Flux<AnswerEvent> ask(Prompt prompt) {
        return router.answer(prompt);
    }

    /** Where the response of this exchange has to be written. */
    Scheduler eventLoop(ServerWebExchange exchange) {
        return eventLoopOf.apply(exchange.getRequest());
    }

    Mono<Void> write(Object object, ServerHttpResponse response) {
        byte[] bytes = json.writeValueAsBytes(object);
        response.getHeaders().setContentType(MediaType.APPLICATION_JSON);
        response.getHeaders().setContentLength(bytes.length);
        return response.writeWith(Mono.just(response.bufferFactory().wrap(bytes)));
    }

    /** A body with what its headers say. */
    record Taken(RequestBody body, Caller caller, Set<String> known) {

        Fields fields() {
            return Fields.of(body.object());
        }

        /** A prompt that is no chat and cannot stream. */
        Prompt prompt(List<Message> messages, AnswerForm form, List<String> beyondText, String sent) {
            return prompt(messages, form, beyondText, Settings.NONE, false, sent);
        }

        /** @param sent what travels to a hosted model */
        Prompt prompt(
                List<Message> messages,
                AnswerForm form,
                List<String> beyondText,
                Settings settings,
                boolean streamed,
                String sent) {
            return new Prompt(
                    caller.requestId(),
                    fields().requireString("model"),
                    messages,
                    settings,
                    form,
                    Tools.NONE,
                    beyondText,
                    given(),
                    streamed,
                    caller.pin(),
                    caller.egressDenied(),
                    caller.deadline(),
                    sent);
        }

        private List<String> given() {
            Fields fields = fields();
            return fields.names().stream()
                    .filter(name -> known.contains(name) && fields.get(name) != null)
                    .toList();
        }
    }
}

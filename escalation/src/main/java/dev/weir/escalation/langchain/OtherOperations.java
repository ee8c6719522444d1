package dev.weir.escalation.langchain;

import dev.weir.escalation.EscalationException;
import dev.weir.escalation.EscalationException.Unavailable;
import dev.weir.escalation.EscalationException.Unsupported;
import dev.weir.escalation.HostedEvent;
import dev.weir.escalation.HostedOptions;
import dev.weir.escalation.HostedReply;
import dev.weir.escalation.HostedRequest;
import dev.weir.escalation.Operation;
import dev.weir.escalation.http.NothingThereException;
import dev.weir.escalation.http.ProviderRequest;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ObjectNode;

/**
 * What OpenAI's dialect can do beside chat. LangChain4j has no decisions, and blocks a thread for the rest, so these
 * requests do without it. A provider that has nothing at an operation's address does not support it.
 */
final class OtherOperations {

    private final HostedOptions options;
    private final Departures departures;
    private final KeyedConnection connection;
    private final InstantSource clock;

    OtherOperations(HostedOptions options, Departures departures, KeyedConnection connection, InstantSource clock) {
        this.options = options;
        this.departures = departures;
        this.connection = connection;
        this.clock = clock;
    }

    Mono<HostedReply> answer(HostedRequest request) {
        return Mono.defer(() -> connection
                        .exchange(sent(request, unstreamed(request)))
                        .map(bytes -> OperationReply.read(bytes, request, options.model())))
                .onErrorMap(failure -> known(failure, request.operation()));
    }

    Flux<HostedEvent> stream(HostedRequest request) {
        if (request.operation() != Operation.COMPLETIONS) {
            return Flux.error(new Unsupported("stream"));
        }
        return Flux.defer(() -> {
                    ObjectNode body = DialectRequest.streamed(request.body(), options.model());
                    var stream = new TextStream(request, options.model(), clock);
                    return connection
                            .events(sent(request, body))
                            .concatMapDelayError(event -> Flux.fromIterable(stream.read(event)), 1)
                            .concatWith(Mono.fromSupplier(stream::finish))
                            .onErrorMap(stream::broken);
                })
                .onErrorMap(failure -> known(failure, request.operation()));
    }

    private ProviderRequest sent(HostedRequest request, ObjectNode body) {
        Map<String, List<String>> headers = CallHeaders.of(request.requestId());
        headers.put("Content-Type", List.of("application/json"));
        return new ProviderRequest(departures.url(request.operation().path()), headers, body.toString());
    }

    /** Only completions can stream; the others' requests may hold no field that says so. */
    private ObjectNode unstreamed(HostedRequest request) {
        ObjectNode body = DialectRequest.unstreamed(request.body(), options.model());
        if (request.operation() != Operation.COMPLETIONS) {
            body.remove("stream");
        }
        return body;
    }

    private static EscalationException known(Throwable failure, Operation operation) {
        return failure instanceof Unavailable unavailable && unavailable.getCause() instanceof NothingThereException
                ? new Unsupported(operation.path())
                : DialectAnswer.none(failure);
    }
}

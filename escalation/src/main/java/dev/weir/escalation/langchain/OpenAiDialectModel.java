package dev.weir.escalation.langchain;

import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.weir.escalation.HostedEvent;
import dev.weir.escalation.HostedModel;
import dev.weir.escalation.HostedOptions;
import dev.weir.escalation.HostedReply;
import dev.weir.escalation.HostedRequest;
import dev.weir.escalation.Operation;
import dev.weir.escalation.http.ProviderConnection;
import java.time.InstantSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ObjectNode;

/**
 * A model at a provider that speaks OpenAI's dialect. {@link OtherOperations} has what is not chat.
 *
 * <p><b>What LangChain4j does here, and what not.</b> It composes every request (address, headers, credential) and
 * types the end of every answer (the model that answered, the tokens used). The bodies pass it by: its request types
 * have no place for several parameters and roles, and write a key twice when it is given as a custom parameter; its
 * answer types drop refusals, annotations and unknown fields, fail on {@code n > 1}, merge the choices of a stream and
 * keep all events of a stream in memory. So {@link CallBoundHttpClient}, which LangChain4j takes for its HTTP client,
 * sends the caller's own JSON in place of the composed one, and shows LangChain4j nothing of the answer but its end.
 *
 * <p>One LangChain4j model, the streaming one, serves streamed and unstreamed requests: its synchronous twin would
 * block a thread for each call.
 *
 * <p>Cancelling needs no handle of LangChain4j's, which does not exist before the first token: the exchange is one
 * lazy chain from the socket to the subscriber, so that cancelling it, at any time, closes the connection, and a
 * subscriber that asks for no more stops the reading.
 */
public final class OpenAiDialectModel implements HostedModel {

    private final HostedOptions options;
    private final InstantSource clock;
    private final OpenAiStreamingChatModel composer;
    private final OtherOperations others;

    public OpenAiDialectModel(HostedOptions options, ProviderConnection connection, InstantSource clock) {
        this.options = options;
        this.clock = clock;
        this.others = new OtherOperations(options, connection, clock);
        this.composer = OpenAiStreamingChatModel.builder()
                .httpClientBuilder(new CallBoundHttpClient.Builder(connection))
                .baseUrl(options.baseUrl().toString())
                .modelName(options.model())
                .customHeaders(() -> LangChainCall.current().headers())
                .build();
    }

    @Override
    public String name() {
        return options.name();
    }

    @Override
    public Mono<HostedReply> answer(HostedRequest request) {
        if (request.operation() != Operation.CHAT_COMPLETIONS) {
            return others.answer(request);
        }
        return Mono.defer(() -> {
                    ObjectNode body = DialectRequest.unstreamed(request.body(), options.model());
                    LangChainCall call = LangChainCall.compose(composer, request.requestId(), options.apiKey(), body);
                    var completion = new DialectCompletion(request, options.model(), clock);
                    return call.exchange().map(bytes -> completion.read(bytes, call::typed));
                })
                .onErrorMap(DialectAnswer::none);
    }

    @Override
    public Flux<HostedEvent> stream(HostedRequest request) {
        if (request.operation() != Operation.CHAT_COMPLETIONS) {
            return others.stream(request);
        }
        return Flux.defer(() -> {
                    ObjectNode body = DialectRequest.streamed(request.body(), options.model());
                    LangChainCall call = LangChainCall.compose(composer, request.requestId(), options.apiKey(), body);
                    var stream = new DialectStream(request, options.model(), clock);
                    return call.events()
                            .concatMapDelayError(event -> Flux.fromIterable(stream.read(event)), 1)
                            .concatWith(Mono.fromSupplier(() -> stream.finish(call::typed)))
                            .onErrorMap(stream::broken);
                })
                .onErrorMap(DialectAnswer::none);
    }
}

package dev.weir.escalation.langchain;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
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
 * A model at a provider that speaks OpenAI's dialect, or one close to it. {@link OtherOperations} has what is not chat.
 *
 * <p><b>What LangChain4j does here, and what not.</b> It composes every request (address, headers) and types the end
 * of every answer (the model that answered, the tokens used). The bodies pass it by: its request types have no place
 * for several parameters and roles, and write a key twice when it is given as a custom parameter; its answer types drop
 * refusals, annotations and unknown fields, fail on {@code n > 1}, merge the choices of a stream and keep all events of
 * a stream in memory. So {@link CallBoundHttpClient}, which LangChain4j takes for its HTTP client, sends the caller's
 * own JSON in place of the composed one, and shows LangChain4j nothing of the answer but its end.
 *
 * <p>One LangChain4j model, the streaming one, serves streamed and unstreamed requests: its synchronous twin would
 * block a thread for each call.
 *
 * <p>Cancelling needs no handle of LangChain4j's, which does not exist before the first token: the exchange is one
 * lazy chain from the socket to the subscriber, so that cancelling it, at any time, closes the connection, and a
 * subscriber that asks for no more stops the reading.
 */
public final class OpenAiDialectModel implements HostedModel {

    /** LangChain4j asks for a message; ours travel in the body that takes the composed one's place. */
    private static final ChatRequest STAND_IN =
            ChatRequest.builder().messages(UserMessage.from("-")).build();

    private final HostedOptions options;
    private final Departures departures;
    private final InstantSource clock;
    private final KeyedConnection connection;
    private final OpenAiStreamingChatModel composer;
    private final OtherOperations others;

    private OpenAiDialectModel(
            HostedOptions options, Departures departures, ProviderConnection connection, InstantSource clock) {
        this.options = options;
        this.departures = departures;
        this.clock = clock;
        this.connection = new KeyedConnection(connection, options.apiKeys(), departures.credential());
        this.others = new OtherOperations(options, departures, this.connection, clock);
        this.composer = OpenAiStreamingChatModel.builder()
                .httpClientBuilder(new CallBoundHttpClient.Builder())
                .baseUrl(departures.baseUrl())
                .customQueryParams(departures.query())
                .modelName(options.model())
                .build();
    }

    public static HostedModel openAi(HostedOptions options, ProviderConnection connection, InstantSource clock) {
        return new OpenAiDialectModel(options, Departures.none(options), connection, clock);
    }

    /** A deployment at Azure; an empty version takes the address without versions. */
    public static HostedModel azure(
            HostedOptions options, String apiVersion, ProviderConnection connection, InstantSource clock) {
        return new OpenAiDialectModel(options, Departures.azure(options, apiVersion), connection, clock);
    }

    public static HostedModel mistral(HostedOptions options, ProviderConnection connection, InstantSource clock) {
        return new OpenAiDialectModel(options, Departures.mistral(options), connection, clock);
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
                    EndTypist typist = new EndTypist();
                    LangChainCall call =
                            compose(request, DialectRequest.unstreamed(request.body(), options.model()), typist);
                    var completion = new DialectCompletion(request, options.model(), clock, departures.choice());
                    return call.exchange().map(bytes -> completion.read(bytes, end -> typist.typed(call, end)));
                })
                .onErrorMap(DialectAnswer::none);
    }

    @Override
    public Flux<HostedEvent> stream(HostedRequest request) {
        if (request.operation() != Operation.CHAT_COMPLETIONS) {
            return others.stream(request);
        }
        return Flux.defer(() -> {
                    EndTypist typist = new EndTypist();
                    LangChainCall call =
                            compose(request, DialectRequest.streamed(request.body(), options.model()), typist);
                    var stream = new DialectStream(request, options.model(), clock, departures.choice());
                    return call.events()
                            .concatMapDelayError(event -> Flux.fromIterable(stream.read(event)), 1)
                            .concatWith(Mono.fromSupplier(() -> stream.finish(end -> typist.typed(call, end))))
                            .onErrorMap(stream::broken);
                })
                .onErrorMap(DialectAnswer::none);
    }

    private LangChainCall compose(HostedRequest request, ObjectNode ours, EndTypist typist) {
        String body = departures.request().apply(ours).toString();
        var sending = new LangChainCall.Sending(request.requestId(), connection, _ -> body);
        return LangChainCall.compose(composer, STAND_IN, sending, typist);
    }
}

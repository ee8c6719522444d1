package dev.weir.escalation.langchain;

import dev.langchain4j.model.chat.StreamingChatModel;
import dev.weir.escalation.EscalationException.Interrupted;
import dev.weir.escalation.EscalationException.Unsupported;
import dev.weir.escalation.HostedEvent;
import dev.weir.escalation.HostedModel;
import dev.weir.escalation.HostedOptions;
import dev.weir.escalation.HostedReply;
import dev.weir.escalation.HostedRequest;
import dev.weir.escalation.Operation;
import dev.weir.escalation.http.ProviderConnection;
import dev.weir.escalation.http.ServerSentEvent;
import dev.weir.escalation.translation.RequestTranslation;
import dev.weir.escalation.translation.TranslatedRequest;
import java.time.InstantSource;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A model at a provider with a dialect of its own: LangChain4j writes the request and reads the answer, event by
 * event; {@link ProviderWays} adds what its types have no place for. A whole answer is asked for as a stream, too, and
 * put together: LangChain4j's other models would block a thread for each call.
 */
public final class TranslatedModel implements HostedModel {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final HostedOptions options;
    private final ProviderWays ways;
    private final InstantSource clock;
    private final KeyedConnection connection;
    private final StreamingChatModel composer;

    private TranslatedModel(
            HostedOptions options, ProviderWays ways, ProviderConnection connection, InstantSource clock) {
        this.options = options;
        this.ways = ways;
        this.clock = clock;
        this.connection = new KeyedConnection(connection, options.apiKeys(), ways.credential());
        this.composer = ways.composer(options, new CallBoundHttpClient.Builder());
    }

    public static HostedModel anthropic(HostedOptions options, ProviderConnection connection, InstantSource clock) {
        return new TranslatedModel(options, new AnthropicWays(), connection, clock);
    }

    public static HostedModel gemini(HostedOptions options, ProviderConnection connection, InstantSource clock) {
        return new TranslatedModel(options, new GeminiWays(), connection, clock);
    }

    public static HostedModel bedrock(
            HostedOptions options, String region, ProviderConnection connection, InstantSource clock) {
        return new TranslatedModel(options, new BedrockWays(region, clock), connection, clock);
    }

    @Override
    public String name() {
        return options.name();
    }

    @Override
    public Mono<HostedReply> answer(HostedRequest request) {
        return Mono.defer(() -> {
            TranslatedReply reply = new TranslatedReply();
            // Nobody has seen anything of an answer that broke off, so it may be asked for again.
            return stream(request)
                    .doOnNext(reply::add)
                    .then(Mono.fromSupplier(reply::whole))
                    .onErrorMap(Interrupted.class, DialectAnswer::unseen);
        });
    }

    @Override
    public Flux<HostedEvent> stream(HostedRequest request) {
        if (request.operation() != Operation.CHAT_COMPLETIONS) {
            return Flux.error(() -> new Unsupported(request.operation().path()));
        }
        return Flux.defer(() -> {
                    TranslatedRequest translated = RequestTranslation.of(request.body(), ways.abilities());
                    var stream = new TranslatedStream(request, options.model(), clock);
                    LangChainCall call = compose(request, translated, stream);
                    return call.events()
                            .concatMapDelayError(event -> Flux.fromIterable(read(event, call, stream)), 1)
                            .concatWith(Flux.defer(() -> Flux.fromIterable(end(call, stream))))
                            .onErrorMap(stream::broken);
                })
                .onErrorMap(DialectAnswer::none);
    }

    private LangChainCall compose(HostedRequest request, TranslatedRequest translated, TranslatedStream stream) {
        var sending =
                new LangChainCall.Sending(request.requestId(), connection, composed -> complete(composed, translated));
        return LangChainCall.compose(composer, translated.chat(), sending, stream);
    }

    private String complete(String composed, TranslatedRequest translated) {
        ObjectNode body = (ObjectNode) JSON.readTree(composed);
        ways.complete(body, translated);
        return body.toString();
    }

    private List<HostedEvent> read(ServerSentEvent event, LangChainCall call, TranslatedStream stream) {
        ways.readable(event, stream).forEach(call::show);
        return stream.take();
    }

    private List<HostedEvent> end(LangChainCall call, TranslatedStream stream) {
        call.close();
        return stream.finish(ways::usage);
    }
}

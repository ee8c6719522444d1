package dev.weir.escalation.langchain;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.sse.ServerSentEventContext;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParsingHandle;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.ChatResponseMetadata;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.weir.escalation.http.ProviderConnection;
import dev.weir.escalation.http.ProviderRequest;
import dev.weir.escalation.http.ServerSentEvent;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ObjectNode;

/**
 * One call as LangChain4j composes and types it: first {@link #compose}, which sends nothing; then one of
 * {@link #exchange()} and {@link #events()}; then {@link #typed}.
 */
final class LangChainCall {

    /** Bound while LangChain4j composes; it calls our client on the composing thread. */
    private static final ScopedValue<LangChainCall> CURRENT = ScopedValue.newInstance();

    /** LangChain4j asks for a message; ours travel in the body that takes the composed one's place. */
    private static final ChatRequest STAND_IN =
            ChatRequest.builder().messages(UserMessage.from("-")).build();

    private final Map<String, String> headers;
    private final String body;
    private @Nullable ProviderConnection connection;
    private @Nullable ProviderRequest request;
    private @Nullable ServerSentEventListener listener;
    private @Nullable ChatResponse response;

    private LangChainCall(Map<String, String> headers, String body) {
        this.headers = headers;
        this.body = body;
    }

    static LangChainCall compose(
            StreamingChatModel composer, String requestId, Supplier<String> apiKey, ObjectNode body) {
        LangChainCall call = new LangChainCall(CallHeaders.of(requestId, apiKey), body.toString());
        ScopedValue.where(CURRENT, call).run(() -> composer.chat(STAND_IN, call.new Typist()));
        return call;
    }

    static LangChainCall current() {
        return CURRENT.get();
    }

    /** What this call adds to the headers that are the same for all calls. */
    Map<String, String> headers() {
        return headers;
    }

    void composed(ProviderConnection connection, HttpRequest composed, ServerSentEventListener listener) {
        this.connection = connection;
        this.request = new ProviderRequest(composed.url(), composed.headers(), body);
        this.listener = listener;
    }

    Mono<byte[]> exchange() {
        return Objects.requireNonNull(connection).exchange(Objects.requireNonNull(request));
    }

    Flux<ServerSentEvent> events() {
        return Objects.requireNonNull(connection).events(Objects.requireNonNull(request));
    }

    /**
     * LangChain4j's reading of an answer's end; null where it could not read it.
     *
     * @param end an object in the form of the last chunk of a stream: no choices, but model and usage
     */
    @Nullable
    ChatResponseMetadata typed(ObjectNode end) {
        ServerSentEventListener reader = Objects.requireNonNull(listener);
        reader.onEvent(
                new dev.langchain4j.http.client.sse.ServerSentEvent(null, end.toString()),
                new ServerSentEventContext(new EndedHandle()));
        reader.onClose();
        return response == null ? null : response.metadata();
    }

    /** Keeps what LangChain4j has read. */
    private final class Typist implements StreamingChatResponseHandler {

        @Override
        public void onCompleteResponse(ChatResponse complete) {
            response = complete;
        }

        @Override
        public void onError(Throwable failure) {
            // What it cannot read stays unread: the raw answer is whole without it.
        }
    }

    /** Nothing is left to cancel once the answer's end is typed. */
    private static final class EndedHandle implements ServerSentEventParsingHandle {

        @Override
        public void cancel() {}

        @Override
        public boolean isCancelled() {
            return false;
        }
    }
}

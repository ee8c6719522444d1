package dev.weir.escalation.langchain;

import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.sse.ServerSentEventContext;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParsingHandle;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.weir.escalation.http.ProviderRequest;
import dev.weir.escalation.http.ServerSentEvent;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * One call that LangChain4j composes and reads: first {@link #compose}, which sends nothing; then one of
 * {@link #exchange()} and {@link #events()}; what comes is shown to LangChain4j by {@link #show} and {@link #close}.
 */
final class LangChainCall {

    /** Bound while LangChain4j composes; it calls our client on the composing thread. */
    private static final ScopedValue<LangChainCall> CURRENT = ScopedValue.newInstance();

    private final Sending sending;
    private @Nullable ProviderRequest request;
    private @Nullable ServerSentEventListener listener;

    /**
     * What is sent in the place of what LangChain4j composed, and on what.
     *
     * @param body from the JSON that LangChain4j wrote to the one that travels
     */
    record Sending(String requestId, KeyedConnection connection, UnaryOperator<String> body) {}

    private LangChainCall(Sending sending) {
        this.sending = sending;
    }

    /** @param reader hears what LangChain4j reads in the events that are shown to it */
    static LangChainCall compose(
            StreamingChatModel composer, ChatRequest chat, Sending sending, StreamingChatResponseHandler reader) {
        LangChainCall call = new LangChainCall(sending);
        ScopedValue.where(CURRENT, call).run(() -> composer.chat(chat, reader));
        return call;
    }

    static LangChainCall current() {
        return CURRENT.get();
    }

    void composed(HttpRequest composed, ServerSentEventListener listener) {
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(composed.headers());
        headers.putAll(CallHeaders.of(sending.requestId()));
        this.request =
                new ProviderRequest(composed.url(), headers, sending.body().apply(composed.body()));
        this.listener = listener;
    }

    Mono<byte[]> exchange() {
        return sending.connection().exchange(Objects.requireNonNull(request));
    }

    Flux<ServerSentEvent> events() {
        return sending.connection().events(Objects.requireNonNull(request));
    }

    /** Lets LangChain4j read an event of the answer. */
    void show(ServerSentEvent event) {
        Objects.requireNonNull(listener)
                .onEvent(
                        new dev.langchain4j.http.client.sse.ServerSentEvent(
                                event.name().isEmpty() ? null : event.name(), event.data()),
                        new ServerSentEventContext(new EndedHandle()));
    }

    /** Tells LangChain4j that nothing follows. */
    void close() {
        Objects.requireNonNull(listener).onClose();
    }

    /** Cancelling is the subscriber's, not LangChain4j's. */
    private static final class EndedHandle implements ServerSentEventParsingHandle {

        @Override
        public void cancel() {}

        @Override
        public boolean isCancelled() {
            return false;
        }
    }
}

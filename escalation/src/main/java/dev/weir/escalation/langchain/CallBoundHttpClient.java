package dev.weir.escalation.langchain;

import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import java.time.Duration;

/**
 * What LangChain4j takes for its HTTP client: it hands each composed request, and who listens to the answer, to the
 * {@link LangChainCall} in progress. The call sends it over our own connection once someone subscribes.
 */
final class CallBoundHttpClient implements HttpClient {

    @Override
    public SuccessfulHttpResponse execute(HttpRequest request) {
        throw new UnsupportedOperationException("a call that blocks its thread");
    }

    @Override
    public void execute(HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
        LangChainCall.current().composed(request, listener);
    }

    /** Builds for LangChain4j, whose own timeouts count for nothing: {@code HostedOptions} rules. */
    static final class Builder implements HttpClientBuilder {

        @Override
        public Duration connectTimeout() {
            return Duration.ZERO;
        }

        @Override
        public HttpClientBuilder connectTimeout(Duration timeout) {
            return this;
        }

        @Override
        public Duration readTimeout() {
            return Duration.ZERO;
        }

        @Override
        public HttpClientBuilder readTimeout(Duration timeout) {
            return this;
        }

        @Override
        public HttpClient build() {
            return new CallBoundHttpClient();
        }
    }
}

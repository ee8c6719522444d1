package dev.weir.escalation.bedrock;

import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpMethod;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;

/**
 * A model at Amazon Bedrock as LangChain4j knows models: it writes requests for {@code ConverseStream} and reads the
 * events of the answer. LangChain4j's own would bring Amazon's SDK with a way to the network of its own.
 */
public final class ConverseModel implements StreamingChatModel {

    private final HttpClient http;
    private final String url;

    /** @param baseUrl of the region's runtime */
    public ConverseModel(HttpClient http, String baseUrl, String model) {
        this.http = http;
        this.url = baseUrl + "/model/" + PercentEncoding.of(model) + "/converse-stream";
    }

    @Override
    public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
        HttpRequest composed = HttpRequest.builder()
                .method(HttpMethod.POST)
                .url(url)
                .addHeader("Content-Type", "application/json")
                .addHeader("Accept", "application/vnd.amazon.eventstream")
                .body(ConverseRequest.of(request).toString())
                .build();
        http.execute(composed, new ConverseReader(handler));
    }
}

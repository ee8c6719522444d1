package dev.weir.escalation.langchain;

import dev.weir.escalation.ApiKeys;
import dev.weir.escalation.HostedModel;
import dev.weir.escalation.HostedOptions;
import dev.weir.escalation.http.ProviderConnection;
import dev.weir.escalation.testing.TestingProvider;
import java.time.Duration;
import java.time.InstantSource;
import reactor.core.scheduler.Schedulers;

/** An OpenAI-dialect model at a testing provider, with no retries, and the dialect's words. */
final class TestingDialect implements AutoCloseable {

    static final Duration LONG = Duration.ofSeconds(30);
    static final Duration SHORT = Duration.ofMillis(20);

    private static final String CHUNK = """
        {"id":"c1","object":"chat.completion.chunk","created":7,"model":"m-1","choices":[{"index":0,"delta":{"content":"%s"},"finish_reason":%s}]}\
        """;

    private final HostedOptions options;
    private final ProviderConnection connection;

    private TestingDialect(HostedOptions options) {
        this.options = options;
        this.connection = ProviderConnection.open(options, Schedulers.parallel(), InstantSource.system());
    }

    static TestingDialect at(TestingProvider provider, ApiKeys key) {
        return new TestingDialect(options(provider, key, LONG, LONG, 8));
    }

    static TestingDialect impatient(TestingProvider provider, Duration firstByte, Duration idle) {
        return new TestingDialect(options(provider, () -> "", firstByte, idle, 8));
    }

    static TestingDialect withOneConnection(TestingProvider provider) {
        return new TestingDialect(options(provider, () -> "", LONG, LONG, 1));
    }

    private static HostedOptions options(
            TestingProvider provider, ApiKeys key, Duration firstByte, Duration idle, int connections) {
        return new HostedOptions(
                "testing/m", provider.baseUrl(), key, "m", LONG, firstByte, idle, LONG.multipliedBy(2), 1, connections);
    }

    HostedModel model() {
        return OpenAiDialectModel.openAi(options, connection, InstantSource.system());
    }

    HostedModel azure(String apiVersion) {
        return OpenAiDialectModel.azure(options, apiVersion, connection, InstantSource.system());
    }

    HostedModel mistral() {
        return OpenAiDialectModel.mistral(options, connection, InstantSource.system());
    }

    HostedModel anthropic() {
        return TranslatedModel.anthropic(options, connection, InstantSource.system());
    }

    HostedModel gemini() {
        return TranslatedModel.gemini(options, connection, InstantSource.system());
    }

    HostedModel bedrock() {
        return TranslatedModel.bedrock(options, "eu-central-1", connection, InstantSource.system());
    }

    static String chunk(String text) {
        return CHUNK.formatted(text, "null");
    }

    static String lastChunk() {
        return CHUNK.formatted("", "\"stop\"");
    }

    @Override
    public void close() {
        connection.close();
    }
}

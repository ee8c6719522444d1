package dev.weir.escalation;

import dev.weir.escalation.http.ProviderConnection;
import dev.weir.escalation.langchain.OpenAiDialectModel;
import dev.weir.escalation.langchain.TranslatedModel;
import dev.weir.escalation.resilience.BreakerOptions;
import dev.weir.escalation.resilience.ResilientHostedModel;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Makes hosted models that survive their providers, and owns their connections: closing it breaks calls under way off. */
public final class HostedModels implements AutoCloseable {

    private final Scheduler timer = Schedulers.parallel();
    private final InstantSource clock = InstantSource.system();
    private final List<ProviderConnection> connections = new CopyOnWriteArrayList<>();
    private final List<ResilientHostedModel> models = new CopyOnWriteArrayList<>();

    public ResilientHostedModel open(Dialect dialect, HostedOptions options, EscalationObserver observer) {
        return open(dialect, options, BreakerOptions.STANDARD, observer);
    }

    public ResilientHostedModel open(
            Dialect dialect, HostedOptions options, BreakerOptions breaker, EscalationObserver observer) {
        ProviderConnection connection = ProviderConnection.open(options, timer, clock);
        connections.add(connection);
        var resilient =
                new ResilientHostedModel(model(dialect, options, connection), options, breaker, observer, timer);
        models.add(resilient);
        return resilient;
    }

    /** Every model, in the order in which they were made. */
    public List<ResilientHostedModel> models() {
        return List.copyOf(models);
    }

    private HostedModel model(Dialect dialect, HostedOptions options, ProviderConnection connection) {
        return switch (dialect) {
            case Dialect.OpenAi _ -> OpenAiDialectModel.openAi(options, connection, clock);
            case Dialect.Azure azure -> OpenAiDialectModel.azure(options, azure.apiVersion(), connection, clock);
            case Dialect.Mistral _ -> OpenAiDialectModel.mistral(options, connection, clock);
            case Dialect.Anthropic _ ->
                withLibrary("langchain4j-anthropic", () -> TranslatedModel.anthropic(options, connection, clock));
            case Dialect.Gemini _ ->
                withLibrary("langchain4j-google-ai-gemini", () -> TranslatedModel.gemini(options, connection, clock));
            case Dialect.Bedrock bedrock -> TranslatedModel.bedrock(options, bedrock.region(), connection, clock);
        };
    }

    /** The library of a dialect is loaded when the first of its models is made, and may have been left out. */
    private static HostedModel withLibrary(String artifact, Supplier<HostedModel> making) {
        try {
            return making.get();
        } catch (NoClassDefFoundError missing) {
            throw new MissingLibraryException(artifact, missing);
        }
    }

    @Override
    public void close() {
        connections.forEach(ProviderConnection::close);
        connections.clear();
    }
}

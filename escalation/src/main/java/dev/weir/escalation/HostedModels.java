package dev.weir.escalation;

import dev.weir.escalation.http.ProviderConnection;
import dev.weir.escalation.langchain.OpenAiDialectModel;
import dev.weir.escalation.resilience.BreakerOptions;
import dev.weir.escalation.resilience.ResilientHostedModel;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Makes hosted models that survive their providers, and owns their connections: closing it breaks calls under way off. */
public final class HostedModels implements AutoCloseable {

    private final Scheduler timer = Schedulers.parallel();
    private final InstantSource clock = InstantSource.system();
    private final List<ProviderConnection> connections = new CopyOnWriteArrayList<>();

    public ResilientHostedModel open(Dialect dialect, HostedOptions options, EscalationObserver observer) {
        return open(dialect, options, BreakerOptions.STANDARD, observer);
    }

    public ResilientHostedModel open(
            Dialect dialect, HostedOptions options, BreakerOptions breaker, EscalationObserver observer) {
        ProviderConnection connection = ProviderConnection.open(options, timer, clock);
        connections.add(connection);
        return new ResilientHostedModel(model(dialect, options, connection), options, breaker, observer, timer);
    }

    private HostedModel model(Dialect dialect, HostedOptions options, ProviderConnection connection) {
        return switch (dialect) {
            case Dialect.OpenAi _ -> OpenAiDialectModel.openAi(options, connection, clock);
            case Dialect.Azure azure -> OpenAiDialectModel.azure(options, azure.apiVersion(), connection, clock);
            case Dialect.Mistral _ -> OpenAiDialectModel.mistral(options, connection, clock);
        };
    }

    @Override
    public void close() {
        connections.forEach(ProviderConnection::close);
        connections.clear();
    }
}

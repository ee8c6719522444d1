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

    /** A model at any provider that speaks OpenAI's chat-completions dialect. */
    public ResilientHostedModel openAiDialect(HostedOptions options, EscalationObserver observer) {
        return openAiDialect(options, BreakerOptions.STANDARD, observer);
    }

    public ResilientHostedModel openAiDialect(
            HostedOptions options, BreakerOptions breaker, EscalationObserver observer) {
        ProviderConnection connection = ProviderConnection.open(options, timer, clock);
        connections.add(connection);
        HostedModel model = new OpenAiDialectModel(options, connection, clock);
        return new ResilientHostedModel(model, options, breaker, observer, timer);
    }

    @Override
    public void close() {
        connections.forEach(ProviderConnection::close);
        connections.clear();
    }
}

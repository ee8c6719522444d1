package dev.weir.escalation.resilience;

import dev.weir.escalation.HostedEvent;
import dev.weir.escalation.HostedModel;
import dev.weir.escalation.HostedReply;
import dev.weir.escalation.HostedRequest;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Ends each attempt as told, streamed or not; the last script over and over. */
final class ScriptedHostedModel implements HostedModel {

    private final Queue<Flux<HostedEvent>> scripts = new ArrayDeque<>();
    private final AtomicInteger attempts = new AtomicInteger();

    ScriptedHostedModel then(Flux<HostedEvent> script) {
        scripts.add(script);
        return this;
    }

    ScriptedHostedModel then(Throwable failure) {
        return then(Flux.error(failure));
    }

    int attempts() {
        return attempts.get();
    }

    @Override
    public String name() {
        return "testing/m";
    }

    @Override
    public Mono<HostedReply> answer(HostedRequest request) {
        return stream(request)
                .ofType(HostedEvent.Finished.class)
                .map(finished -> new HostedReply(request.body(), finished.reportedModel(), finished.usage()))
                .single();
    }

    @Override
    public Flux<HostedEvent> stream(HostedRequest request) {
        return Flux.defer(() -> {
            attempts.incrementAndGet();
            return scripts.size() > 1 ? scripts.remove() : scripts.element();
        });
    }
}

package dev.weir.gateway.replay;

import dev.weir.gateway.ledger.LocalCharge;
import dev.weir.gateway.replay.Traffic.Turn;
import dev.weir.gateway.routing.Confidence;
import dev.weir.gateway.routing.Draft;
import dev.weir.gateway.routing.LocalEvent;
import dev.weir.gateway.routing.LocalTier;
import dev.weir.gateway.routing.Prompt;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import reactor.core.publisher.Flux;

/** A local tier that is a script: to each request, known by its id, it gives the weak answer with the simulated score. */
final class ScriptedDrafts implements LocalTier {

    private static final LocalCharge CHARGE = new LocalCharge(100, 100, Duration.ofMillis(2), Duration.ofMillis(1));

    private final Map<String, Turn> turns = new ConcurrentHashMap<>();

    void expect(String requestId, Turn turn) {
        turns.put(requestId, turn);
    }

    @Override
    public String model() {
        return "weak-model-replayed";
    }

    @Override
    public boolean heeds(String field) {
        return true;
    }

    @Override
    public Flux<LocalEvent> answer(Prompt prompt) {
        return Flux.defer(() -> Flux.fromIterable(
                draft(Objects.requireNonNull(turns.remove(prompt.requestId()))).events()));
    }

    private static Draft draft(Turn turn) {
        Confidence simulated = new Confidence(turn.confidence(), false);
        return new Draft(turn.pair().weakAnswer(), Draft.Finish.STOP, simulated, CHARGE);
    }
}

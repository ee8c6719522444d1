package dev.weir.gateway.routing;

import dev.weir.gateway.ledger.HostedCharge;
import java.util.function.Consumer;
import reactor.core.publisher.Flux;

/** The hosted models behind a route. Nothing leaves until subscription; cancelling closes the connection at once. */
public interface HostedTier {

    /** The first model of the chain, without the tier. */
    String model();

    /**
     * Fails only with a {@link TierException}.
     *
     * @param onWaste hears of everything that has to be paid for beside the answer, before the answer ends however it
     *     ends: also when it is cancelled
     */
    Flux<HostedEvent> answer(Prompt prompt, Consumer<HostedCharge> onWaste);
}

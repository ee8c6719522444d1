package dev.weir.gateway.audit;

import dev.weir.gateway.ledger.HostedCharge;
import dev.weir.gateway.routing.Prompt;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Says whether a draft comes to the same as the hosted answer to the same request. */
@FunctionalInterface
public interface Comparison {

    /** Empty, or an error, where it cannot be said. Nothing is compared until subscription. */
    Mono<Finding> compare(Prompt prompt, String draft, String hosted);

    /**
     * What a comparison found.
     *
     * @param charge of the hosted call that it took; null when it took none
     */
    record Finding(boolean same, @Nullable HostedCharge charge) {

        static Finding of(boolean same) {
            return new Finding(same, null);
        }
    }
}

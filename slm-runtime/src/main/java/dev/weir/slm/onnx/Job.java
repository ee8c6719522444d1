package dev.weir.slm.onnx;

import dev.weir.slm.GenerationListener;
import dev.weir.slm.GenerationRequest;
import dev.weir.slm.SlmException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** A submitted request, who hears of it, and whether it is still wanted. */
record Job(GenerationRequest request, GenerationListener listener, Interruption interruption) {

    /** Why it is no longer wanted; empty if it is. */
    Optional<SlmException> obsolete(InstantSource clock) {
        if (interruption.requested()) {
            return Optional.of(new SlmException.Cancelled());
        }
        Instant deadline = request.deadline();
        if (deadline != null && !clock.instant().isBefore(deadline)) {
            return Optional.of(new SlmException.DeadlinePassed());
        }
        return Optional.empty();
    }
}

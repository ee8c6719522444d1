package dev.weir.slm.onnx;

import dev.weir.slm.GenerationListener;
import dev.weir.slm.GenerationRequest;
import dev.weir.slm.SlmException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A submitted request, who hears of it, and whether it is still wanted. */
record Job(
        GenerationRequest request,
        GenerationListener listener,
        Interruption interruption,
        CompletableFuture<Preparation> preparation) {

    Job(GenerationRequest request, GenerationListener listener, Interruption interruption) {
        this(request, listener, interruption, new CompletableFuture<>());
    }

    /** Prepares it, on any thread. What goes wrong is found in {@link #preparation()}. */
    void prepare(LoadedModel model) {
        try {
            preparation.complete(Preparation.of(request, model));
        } catch (RuntimeException | Error e) {
            preparation.completeExceptionally(e);
        }
    }

    boolean isPrepared() {
        return preparation.isDone();
    }

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

    /** Two jobs are never the same, even if the same is asked. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Job job && job.interruption.equals(interruption);
    }

    @Override
    public int hashCode() {
        return interruption.hashCode();
    }
}

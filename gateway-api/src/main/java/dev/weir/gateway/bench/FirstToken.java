package dev.weir.gateway.bench;

import dev.weir.slm.Generation;
import dev.weir.slm.GenerationListener;
import dev.weir.slm.SlmException;
import dev.weir.slm.TokenEvidence;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Hears when the first token of an answer comes. */
final class FirstToken implements GenerationListener {

    private final CompletableFuture<Long> nanos = new CompletableFuture<>();

    /**
     * Waits for the first token; when it came, by {@link System#nanoTime()}.
     *
     * @throws BenchException if none came
     */
    long nanos() {
        try {
            return nanos.join();
        } catch (CompletionException e) {
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            throw new BenchException("a prompt could not be read: " + cause.getMessage(), cause);
        }
    }

    @Override
    public void token(TokenEvidence evidence, String text) {
        nanos.complete(System.nanoTime());
    }

    @Override
    public void finished(Generation generation) {
        // The token came before.
    }

    @Override
    public void failed(SlmException failure) {
        nanos.completeExceptionally(failure);
    }
}

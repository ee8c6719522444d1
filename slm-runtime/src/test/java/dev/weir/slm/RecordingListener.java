package dev.weir.slm;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntConsumer;

/** Remembers what it hears, and may act at each token. */
final class RecordingListener implements GenerationListener {

    private final List<String> pieces = new CopyOnWriteArrayList<>();
    private final List<TokenEvidence> tokens = new CopyOnWriteArrayList<>();
    private final List<String> ends = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Generation> end = new CompletableFuture<>();
    private final IntConsumer atToken;

    RecordingListener() {
        this(_ -> {});
    }

    /** The action is given how many tokens have been heard, this one included. */
    RecordingListener(IntConsumer atToken) {
        this.atToken = atToken;
    }

    @Override
    public void token(TokenEvidence evidence, String text) {
        tokens.add(evidence);
        pieces.add(text);
        atToken.accept(tokens.size());
    }

    @Override
    public void finished(Generation generation) {
        ends.add("finished");
        end.complete(generation);
    }

    @Override
    public void failed(SlmException failure) {
        ends.add("failed");
        end.completeExceptionally(failure);
    }

    /** Waits for the end; throws what it failed with. */
    Generation generation() {
        try {
            return end.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof SlmException failure) {
                throw failure;
            }
            throw e;
        }
    }

    List<TokenEvidence> tokens() {
        return tokens;
    }

    List<String> pieces() {
        return pieces;
    }

    /** Which of the two last calls came, in order. */
    List<String> ends() {
        return ends;
    }
}

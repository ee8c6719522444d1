package dev.weir.slm.onnx;

import dev.weir.slm.sampling.Distribution;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Measures the rows of a step on two threads, the engine's and one that helps it: between two native calls the other
 * processors have nothing to do.
 */
final class Measuring implements AutoCloseable {

    private final @Nullable ExecutorService helper;

    /** @param threads how many may compute; with one nobody helps */
    Measuring(String name, int threads) {
        this.helper = threads == 1
                ? null
                : Executors.newSingleThreadExecutor(
                        Thread.ofPlatform().name(name + "-measure").daemon().factory());
    }

    /**
     * What the model says of the next token of each row; what went wrong with one is found in it alone. Nothing is
     * still being measured when this returns.
     *
     * @param logits of the rows, one after the other
     */
    List<CompletableFuture<Distribution>> measure(List<Decoding> rows, FloatBuffer logits) {
        List<Decoding> now = List.copyOf(rows);
        List<CompletableFuture<Distribution>> measured =
                now.stream().map(_ -> new CompletableFuture<Distribution>()).toList();
        AtomicInteger next = new AtomicInteger();
        Runnable work = () -> {
            for (int row = next.getAndIncrement(); row < now.size(); row = next.getAndIncrement()) {
                measure(now.get(row), logits, row, measured.get(row));
            }
        };
        if (helper != null && now.size() > 1) {
            helper.execute(work);
        }
        work.run();
        CompletableFuture.allOf(measured.toArray(CompletableFuture[]::new))
                .exceptionally(_ -> null)
                .join();
        return measured;
    }

    private static void measure(
            Decoding decoding, FloatBuffer logits, int row, CompletableFuture<Distribution> measured) {
        try {
            measured.complete(decoding.measure(logits, row));
        } catch (RuntimeException | Error e) {
            measured.completeExceptionally(e);
        }
    }

    @Override
    public void close() {
        if (helper != null) {
            helper.close();
        }
    }
}

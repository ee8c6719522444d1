package dev.weir.gateway.bench;

import dev.weir.slm.EngineStats;
import dev.weir.slm.Generation;
import dev.weir.slm.GenerationListener;
import dev.weir.slm.SlmEngine;
import dev.weir.slm.SlmException;
import dev.weir.slm.TokenEvidence;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * Hears of answers that are written together, and times them from the moment the last has begun. The engine's thread
 * writes; after {@link #await} the measuring thread reads.
 */
final class Crowd {

    private final SlmEngine engine;
    private final int rows;
    private final int tokens;
    private final CountDownLatch timed = new CountDownLatch(1);
    private final CountDownLatch ended;
    private int begun;
    private int counted;
    private long startNanos;
    private long endNanos;
    private long stallNanos;
    private @Nullable EngineStats before;
    private @Nullable EngineStats after;
    private @Nullable SlmException failure;

    /** @param tokens how many of each row are timed */
    Crowd(SlmEngine engine, int rows, int tokens) {
        this.engine = engine;
        this.rows = rows;
        this.tokens = tokens;
        this.ended = new CountDownLatch(rows);
    }

    /** The listener of one more row. */
    GenerationListener row() {
        return new Row();
    }

    /** Waits until enough tokens were written, or a row has ended too early. */
    void await() throws InterruptedException {
        timed.await();
    }

    /** Waits until the last row has ended. */
    void awaitEnd() throws InterruptedException {
        ended.await();
    }

    boolean isComplete() {
        return after != null;
    }

    @Nullable
    SlmException failure() {
        return failure;
    }

    double tokensPerSecond() {
        return (double) rows * tokens * Duration.ofSeconds(1).toNanos() / (endNanos - startNanos);
    }

    double longestStallMillis() {
        return stallNanos / 1e6;
    }

    /** The share of the engine's work that was not the model's, in percent. */
    double percentOutsideModel() {
        if (before == null || after == null) {
            throw new IllegalStateException("nothing was timed");
        }
        double worked = after.worked().minus(before.worked()).toNanos();
        double inModel = after.inModel().minus(before.inModel()).toNanos();
        return worked == 0 ? 0 : 100 * (worked - inModel) / worked;
    }

    private final class Row implements GenerationListener {

        private long lastNanos;

        @Override
        public void token(TokenEvidence evidence, String text) {
            long now = System.nanoTime();
            if (lastNanos != 0) {
                stallNanos = Math.max(stallNanos, now - lastNanos);
                count(now);
            } else if (++begun == rows) {
                startNanos = now;
                before = engine.stats();
            }
            lastNanos = now;
        }

        private void count(long now) {
            if (begun == rows && ++counted == rows * tokens) {
                endNanos = now;
                after = engine.stats();
                timed.countDown();
            }
        }

        @Override
        public void finished(Generation generation) {
            end();
        }

        @Override
        public void failed(SlmException cause) {
            if (!(cause instanceof SlmException.Cancelled)) {
                failure = cause;
            }
            end();
        }

        private void end() {
            timed.countDown();
            ended.countDown();
        }
    }
}

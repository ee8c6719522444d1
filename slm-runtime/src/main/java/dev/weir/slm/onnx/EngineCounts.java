package dev.weir.slm.onnx;

import dev.weir.slm.EngineStats;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/** What an engine does now and has done since it was started. The engine's thread writes, any thread may read. */
final class EngineCounts {

    private final LongAdder read = new LongAdder();
    private final LongAdder recalled = new LongAdder();
    private final LongAdder chosen = new LongAdder();
    private final LongAdder steps = new LongAdder();
    private final LongAdder guessed = new LongAdder();
    private final LongAdder guessedRight = new LongAdder();
    private final LongAdder displaced = new LongAdder();
    private volatile Present present = new Present(0, 0, 0, 0, 0);

    void read(int tokens) {
        read.add(tokens);
    }

    void recalled(int tokens) {
        recalled.add(tokens);
    }

    void chose() {
        chosen.increment();
    }

    void stepped() {
        steps.increment();
    }

    void guessed(int tokens, int right) {
        guessed.add(tokens);
        guessedRight.add(right);
    }

    void displaced() {
        displaced.increment();
    }

    void now(int running, long cacheBytes, long prefixBytes, long workedNanos, long passNanos) {
        present = new Present(running, cacheBytes, prefixBytes, workedNanos, passNanos);
    }

    EngineStats stats(int waiting) {
        Present now = present;
        return new EngineStats(
                waiting,
                now.running,
                now.cacheBytes,
                now.prefixBytes,
                read.sum(),
                recalled.sum(),
                chosen.sum(),
                steps.sum(),
                guessed.sum(),
                guessedRight.sum(),
                displaced.sum(),
                Duration.ofNanos(now.workedNanos),
                Duration.ofNanos(now.passNanos));
    }

    private record Present(int running, long cacheBytes, long prefixBytes, long workedNanos, long passNanos) {}
}

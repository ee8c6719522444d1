package dev.weir.gateway.hub;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Closes a body that brings nothing for too long: reading from it has no timeout of its own. */
final class StallGuard implements AutoCloseable {

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("weir-pull-stall").factory());
    private long before = -1;
    private volatile boolean stalled;

    /** @param read how much was read so far; read from another thread */
    static StallGuard over(Closeable body, LongSupplier read, Duration longest) {
        StallGuard guard = new StallGuard();
        var _ = guard.timer.scheduleWithFixedDelay(
                () -> guard.look(body, read.getAsLong()), 0, longest.toNanos(), TimeUnit.NANOSECONDS);
        return guard;
    }

    boolean stalled() {
        return stalled;
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    private void look(Closeable body, long read) {
        if (read == before) {
            stalled = true;
            try {
                body.close();
            } catch (IOException e) {
                // Whoever reads from it gets the same failure.
                return;
            }
        }
        before = read;
    }
}

package dev.weir.slm.onnx;

import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * Keeps native memory from being freed under a running call. Any number of threads may use the thing at once; ending it
 * waits for them, and refuses whoever comes later.
 */
public final class Lifetime {

    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private final String what;
    private boolean ended;

    public Lifetime(String what) {
        this.what = what;
    }

    /**
     * Uses the thing.
     *
     * @throws IllegalStateException if it has ended
     */
    public <T> T during(Supplier<T> use) {
        lock.readLock().lock();
        try {
            if (ended) {
                throw new IllegalStateException(what + " is closed");
            }
            return use.get();
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Waits for running uses, then releases once; later calls do nothing. */
    public void end(Runnable release) {
        lock.writeLock().lock();
        try {
            if (!ended) {
                ended = true;
                release.run();
            }
        } finally {
            lock.writeLock().unlock();
        }
    }
}

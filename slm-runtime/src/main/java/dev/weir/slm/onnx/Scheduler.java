package dev.weir.slm.onnx;

import ai.onnxruntime.OrtException;
import dev.weir.slm.Generation;
import dev.weir.slm.GenerationListener;
import dev.weir.slm.GenerationRequest;
import dev.weir.slm.RunningGeneration;
import dev.weir.slm.SlmException;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engine's one thread, which makes every native call, and the queue of requests that wait for it.
 *
 * <p>The thread goes round: let requests in while there is room, drop those nobody wants any more, make one step of each
 * that runs. Today there is room for one.
 */
public final class Scheduler implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Scheduler.class);
    private static final int ROOM = 1;

    private final LoadedModel model;
    private final int capacity;
    private final InstantSource clock;
    private final Thread thread;

    /** Guarded by this. */
    private final Deque<Job> waiting = new ArrayDeque<>();

    /** Guarded by this. */
    private boolean closed;

    /** Touched by the engine's thread alone. */
    private final List<Decoding> running = new ArrayList<>();

    /** Guarded by this: everything submitted whose listener has not heard the end. */
    private final List<Job> unfinished = new ArrayList<>();

    private Scheduler(LoadedModel model, int capacity, InstantSource clock) {
        this.model = model;
        this.capacity = capacity;
        this.clock = clock;
        this.thread = Thread.ofPlatform()
                .name("slm-" + model.description().name())
                .daemon()
                .unstarted(this::work);
    }

    /** Starts the thread. The scheduler owns the model from now on. */
    public static Scheduler start(LoadedModel model, int capacity, InstantSource clock) {
        Scheduler scheduler = new Scheduler(model, capacity, clock);
        scheduler.thread.start();
        return scheduler;
    }

    /**
     * Queues a request; never blocks.
     *
     * @throws SlmException.QueueFull if as many wait as may wait
     * @throws IllegalStateException after {@link #close()}
     */
    public synchronized RunningGeneration submit(GenerationRequest request, GenerationListener listener) {
        if (closed) {
            throw new IllegalStateException("the engine is closed");
        }
        if (waiting.size() >= capacity) {
            throw new SlmException.QueueFull(capacity);
        }
        Job job = new Job(request, listener, new Interruption());
        waiting.add(job);
        unfinished.add(job);
        notifyAll();
        return job.interruption();
    }

    /** How many requests wait. */
    public synchronized int waiting() {
        return waiting.size();
    }

    /**
     * Cancels everything, waits for the native call that runs and for every listener to hear its end, and frees the
     * model.
     *
     * @throws IllegalStateException if a listener calls it: the engine's thread cannot wait for itself
     */
    @Override
    public void close() {
        if (Thread.currentThread().equals(thread)) {
            throw new IllegalStateException("a listener cannot close the engine that calls it");
        }
        synchronized (this) {
            closed = true;
            unfinished.forEach(job -> job.interruption().cancel());
            notifyAll();
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void work() {
        try (model) {
            while (awaitWork()) {
                dropObsolete();
                admit();
                running.removeIf(this::isOver);
            }
        }
    }

    /** Waits until there is something to do; false when there will be nothing any more. */
    private synchronized boolean awaitWork() {
        while (running.isEmpty() && waiting.isEmpty()) {
            if (closed) {
                return false;
            }
            try {
                wait();
            } catch (InterruptedException e) {
                LOG.warn("Somebody interrupted the engine's thread; it goes on", e);
            }
        }
        return true;
    }

    private void dropObsolete() {
        Map<Job, SlmException> dropped = new LinkedHashMap<>();
        synchronized (this) {
            waiting.forEach(job -> job.obsolete(clock).ifPresent(why -> dropped.put(job, why)));
            waiting.removeAll(dropped.keySet());
        }
        dropped.forEach(this::fail);
    }

    private void admit() {
        while (running.size() < ROOM) {
            Job job;
            synchronized (this) {
                job = waiting.poll();
            }
            if (job == null) {
                return;
            }
            try {
                running.add(Decoding.begin(model, job));
            } catch (OrtException | RuntimeException | Error e) {
                fail(job, e);
            }
        }
    }

    /** Makes one step; true if the generation is complete, failed or not wanted any more. */
    private boolean isOver(Decoding decoding) {
        Job job = decoding.job();
        Optional<Generation> generation;
        try {
            Optional<SlmException> obsolete = job.obsolete(clock);
            if (obsolete.isPresent()) {
                throw obsolete.get();
            }
            generation = decoding.step();
        } catch (OrtException | RuntimeException | Error e) {
            decoding.close();
            fail(job, e);
            return true;
        }
        if (generation.isPresent()) {
            decoding.close();
            finish(job, generation.get());
        }
        return generation.isPresent();
    }

    private void finish(Job job, Generation generation) {
        forget(job);
        try {
            job.listener().finished(generation);
        } catch (RuntimeException e) {
            LOG.error("A listener failed when its generation finished", e);
        }
    }

    /** A native call that was ended by a cancellation fails, but it is the cancellation that counts. */
    private void fail(Job job, Throwable cause) {
        forget(job);
        job.interruption().end();
        SlmException failure = job.interruption().requested()
                ? new SlmException.Cancelled()
                : cause instanceof SlmException known ? known : new SlmException.Broken("the engine failed", cause);
        try {
            job.listener().failed(failure);
        } catch (RuntimeException e) {
            LOG.error("A listener failed when its generation failed", e);
        }
    }

    private synchronized void forget(Job job) {
        unfinished.remove(job);
    }
}

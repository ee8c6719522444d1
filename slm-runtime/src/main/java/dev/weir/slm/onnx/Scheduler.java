package dev.weir.slm.onnx;

import ai.onnxruntime.OrtException;
import dev.weir.slm.EngineStats;
import dev.weir.slm.Generation;
import dev.weir.slm.GenerationListener;
import dev.weir.slm.GenerationRequest;
import dev.weir.slm.RunningGeneration;
import dev.weir.slm.SlmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engine's one thread, which makes every native call, and the queue of requests that wait for it.
 *
 * <p>The thread goes round: drop what nobody wants any more, let a request in if there is room, read a chunk of its
 * prompt, make one step of all that decode. So answers join and leave at any token, and a long prompt delays the others
 * by no more than a chunk.
 */
public final class Scheduler implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Scheduler.class);

    /** One may be busy with a long prompt or a large schema. */
    private static final int PREPARING = 2;

    private final LoadedModel model;
    private final int capacity;
    private final InstantSource clock;
    private final EngineCounts counts = new EngineCounts();
    private final Thread thread;

    /** Guarded by this. */
    private final FairQueue waiting = new FairQueue();

    /** Guarded by this. */
    private boolean closed;

    /** Guarded by this: everything submitted whose listener has not heard the end. */
    private final List<Job> unfinished = new ArrayList<>();

    /** Begun, and not in the batch: those that wait for room, or had to make some. The engine's thread's alone. */
    private final Deque<Decoding> begun = new ArrayDeque<>();

    private final Pace pace;

    /** Prompts and constraints are prepared here, so that running answers go on meanwhile. */
    private final ExecutorService preparing;

    private Scheduler(LoadedModel model, int capacity, InstantSource clock) {
        this.model = model;
        this.capacity = capacity;
        this.clock = clock;
        this.pace = new Pace(model.limits().stall());
        this.preparing = Executors.newFixedThreadPool(
                PREPARING,
                Thread.ofPlatform()
                        .name("slm-" + model.description().name() + "-prepare-", 0)
                        .daemon()
                        .factory());
        this.thread = Thread.ofPlatform()
                .name("slm-" + model.description().name())
                .daemon()
                .unstarted(this::work);
    }

    /** Starts the thread. The scheduler owns the model from now on. */
    public static Scheduler start(LoadedModel model, int capacity, InstantSource clock) {
        Scheduler scheduler = new Scheduler(model, capacity, clock);
        scheduler.thread.start();
        // The first constraint shall not wait for it: it takes seconds for a large vocabulary.
        Thread.ofPlatform()
                .name(scheduler.thread.getName() + "-vocabulary")
                .daemon()
                .start(model::constraints);
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
        Job job = new Job(request, listener, new Interruption(this::wake));
        waiting.add(job);
        unfinished.add(job);
        preparing.execute(() -> prepare(job));
        return job.interruption();
    }

    private void prepare(Job job) {
        if (job.obsolete(clock).isEmpty()) {
            job.prepare(model);
        }
        wake();
    }

    private synchronized void wake() {
        notifyAll();
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
        preparing.shutdown();
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

    /** What has been done so far, and what runs now. */
    public EngineStats stats() {
        return counts.stats(waiting());
    }

    private void work() {
        try (model;
                preparing;
                Batch batch = new Batch(model, counts, clock)) {
            while (awaitWork(batch)) {
                long start = System.nanoTime();
                dropObsolete(batch);
                letIn(batch);
                dropObsolete(batch);
                decode(batch);
                batch.count(System.nanoTime() - start);
            }
        } catch (RuntimeException | Error e) {
            LOG.error("The engine has failed and is closed", e);
            abandon(e);
        }
    }

    /** Whoever still waits for an answer hears that there will be none. */
    private void abandon(Throwable cause) {
        List<Job> left;
        synchronized (this) {
            closed = true;
            left = List.copyOf(unfinished);
        }
        left.forEach(job -> fail(job, cause));
    }

    /** Waits until there is something to do; false when there will be nothing any more. */
    private synchronized boolean awaitWork(Batch batch) {
        while (batch.isEmpty() && begun.isEmpty() && !waiting.hasPrepared() && !anyObsolete()) {
            if (closed && waiting.size() == 0) {
                return false;
            }
            try {
                wait(untilDeadline());
            } catch (InterruptedException e) {
                LOG.warn("Somebody interrupted the engine's thread; it goes on", e);
            }
        }
        return true;
    }

    private boolean anyObsolete() {
        return waiting.all().stream().anyMatch(job -> job.obsolete(clock).isPresent());
    }

    /** Milliseconds until the next deadline of those that wait, at least 1; 0 if none has one. */
    private long untilDeadline() {
        return waiting.all().stream()
                .flatMap(job -> Stream.ofNullable(job.request().deadline()))
                .min(Comparator.naturalOrder())
                .map(deadline ->
                        Math.max(1, Duration.between(clock.instant(), deadline).toMillis()))
                .orElse(0L);
    }

    private void dropObsolete(Batch batch) {
        Map<Job, SlmException> dropped = new LinkedHashMap<>();
        synchronized (this) {
            waiting.all().forEach(job -> job.obsolete(clock).ifPresent(why -> dropped.put(job, why)));
            waiting.removeAll(dropped.keySet());
        }
        dropped.forEach(this::fail);
        Stream.of(batch.rows().stream(), batch.guest().stream(), begun.stream())
                .flatMap(decodings -> decodings)
                .toList()
                .forEach(decoding -> decoding.job().obsolete(clock).ifPresent(why -> {
                    batch.keep(decoding);
                    begun.remove(decoding);
                    fail(decoding, why);
                }));
    }

    /** Lets one in and reads a chunk of its prompt; also all before it whose prompt need not be read. */
    private void letIn(Batch batch) {
        boolean free;
        do {
            admit(batch);
            free = batch.knowsWholePrompt();
            readPrompt(batch);
        } while (free);
    }

    private void admit(Batch batch) {
        if (begun.isEmpty() && batch.guest().isEmpty()) {
            begin();
        }
        Decoding next = begun.peek();
        if (next != null && isTooLate(next, batch)) {
            begun.remove();
            fail(next, new SlmException.DeadlinePassed());
        } else if (next != null && batch.hasRoomFor(next)) {
            begun.remove();
            try {
                batch.admit(next);
            } catch (RuntimeException | Error e) {
                batch.drop(next);
                fail(next, e);
            }
        }
    }

    private void begin() {
        Job job;
        synchronized (this) {
            job = waiting.poll();
        }
        if (job == null) {
            return;
        }
        try {
            begun.add(Decoding.begin(model, job, prepared(job)));
        } catch (OrtException | RuntimeException | Error e) {
            fail(job, e);
        }
    }

    /** What was prepared, or what was found wrong with it. */
    private static Preparation prepared(Job job) {
        try {
            return job.preparation().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof SlmException wrong ? wrong : e;
        }
    }

    /** A prompt that cannot be read before its deadline is not begun to be read. */
    private boolean isTooLate(Decoding decoding, Batch batch) {
        Instant deadline = decoding.job().request().deadline();
        return deadline != null
                && clock.instant().plus(pace.timeFor(batch.unread(decoding))).isAfter(deadline);
    }

    private void readPrompt(Batch batch) {
        Decoding guest = batch.guest().orElse(null);
        if (guest == null) {
            return;
        }
        try {
            batch.readPrompt(pace.chunk(!batch.rows().isEmpty()), pace).ifPresent(this::end);
        } catch (OrtException | RuntimeException | Error e) {
            batch.drop(guest);
            fail(guest, e);
        }
    }

    private void decode(Batch batch) {
        for (Optional<Decoding> last = batch.displaced(); last.isPresent(); last = batch.displaced()) {
            begun.addFirst(last.get());
            counts.displaced();
        }
        try {
            batch.decode().forEach(this::end);
        } catch (OrtException | RuntimeException | Error e) {
            batch.rows().forEach(decoding -> {
                batch.drop(decoding);
                fail(decoding, e);
            });
        }
    }

    private void end(Batch.Ended ended) {
        Generation generation = ended.generation();
        if (generation == null) {
            fail(ended.decoding(), Objects.requireNonNull(ended.failure()));
        } else {
            ended.decoding().close();
            finish(ended.decoding().job(), generation);
        }
    }

    private void fail(Decoding decoding, Throwable cause) {
        decoding.close();
        fail(decoding.job(), cause);
    }

    private void finish(Job job, Generation generation) {
        forget(job);
        try {
            job.listener().finished(generation);
        } catch (RuntimeException | Error e) {
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
        } catch (RuntimeException | Error e) {
            LOG.error("A listener failed when its generation failed", e);
        }
    }

    private synchronized void forget(Job job) {
        unfinished.remove(job);
    }
}

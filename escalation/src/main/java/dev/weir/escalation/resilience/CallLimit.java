package dev.weir.escalation.resilience;

import dev.weir.escalation.EscalationException.Unavailable;
import dev.weir.escalation.EscalationException.Unavailable.Reason;
import dev.weir.escalation.EscalationObserver.Result;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * How many calls of one model run at once: as many as the operator allows, fewer while the provider is overloaded. An
 * attempt that is limited or too late lowers the limit by a tenth, once for all that ran then; each one that is
 * answered while most places are taken raises it a little, so that about as many answers as there are places raise it
 * by one. Further calls wait for a place, first come, first served, but neither many nor long.
 */
final class CallLimit {

    private static final double DECREASE = 0.9;
    private static final double WELL_USED = 0.5;

    private final int most;
    private final int mostWaiting;
    private final Duration longestWait;
    private final Scheduler timer;
    private final Deque<Place> queue = new ArrayDeque<>();
    private double limit;
    private int running;
    private long loweredAtNanos = Long.MIN_VALUE;

    CallLimit(int most, int mostWaiting, Duration longestWait, Scheduler timer) {
        this.most = most;
        this.mostWaiting = mostWaiting;
        this.longestWait = longestWait;
        this.timer = timer;
        this.limit = most;
    }

    /** Runs a call in a place of its own, from the first signal to the last. */
    <T> Flux<T> within(Flux<T> call, Supplier<Duration> patience) {
        return Flux.defer(() -> {
            Place place = new Place();
            return taken(place, patience).thenMany(call).doFinally(_ -> leave(place));
        });
    }

    private Mono<Void> taken(Place place, Supplier<Duration> patience) {
        return switch (enter(place)) {
            case RUNNING -> Mono.empty();
            case WAITING -> waiting(place, patience.get());
            case GONE -> Mono.error(full());
        };
    }

    private Mono<Void> waiting(Place place, Duration patience) {
        Duration wait = patience.compareTo(longestWait) < 0 ? patience : longestWait;
        return place.granted
                .asMono()
                // Whoever leaves must not run the call of whoever follows, and of all who follow that one.
                .publishOn(timer)
                .timeout(wait, Mono.error(CallLimit::full), timer);
    }

    private static Unavailable full() {
        return new Unavailable(Reason.TOO_BUSY, null, null);
    }

    private synchronized State enter(Place place) {
        if (running < Math.floor(limit)) {
            running++;
            place.state = State.RUNNING;
        } else if (queue.size() < mostWaiting) {
            queue.add(place);
            place.state = State.WAITING;
        }
        return place.state;
    }

    private void leave(Place place) {
        for (Place next = freed(place); next != null; next = next()) {
            next.granted.tryEmitEmpty();
        }
    }

    private synchronized @Nullable Place freed(Place place) {
        if (place.state == State.RUNNING) {
            running--;
        } else {
            queue.remove(place);
        }
        place.state = State.GONE;
        return next();
    }

    private synchronized @Nullable Place next() {
        if (running >= Math.floor(limit) || queue.isEmpty()) {
            return null;
        }
        Place next = queue.remove();
        next.state = State.RUNNING;
        running++;
        return next;
    }

    /** How an attempt ended that began at a time of the scheduler. */
    synchronized void heard(Result result, long beganNanos) {
        switch (result) {
            case ANSWERED -> {
                if (running > limit * WELL_USED) {
                    limit = Math.min(most, limit + 1 / limit);
                }
            }
            case LIMITED, TIMED_OUT -> {
                if (beganNanos >= loweredAtNanos) {
                    limit = Math.max(1, limit * DECREASE);
                    loweredAtNanos = timer.now(TimeUnit.NANOSECONDS);
                }
            }
            default -> {
                // Says nothing of how much the provider can bear.
            }
        }
    }

    synchronized int running() {
        return running;
    }

    synchronized int waiting() {
        return queue.size();
    }

    synchronized int limit() {
        return (int) Math.floor(limit);
    }

    private enum State {
        WAITING,
        RUNNING,
        GONE
    }

    /** One call's place, or its turn in the queue; its state is guarded by the limit's lock. */
    private static final class Place {

        private final Sinks.Empty<Void> granted = Sinks.empty();
        private State state = State.GONE;
    }
}

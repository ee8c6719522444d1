package dev.weir.gateway.routing;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;

/**
 * What this process has seen lately: how long each tier of each route takes for requests of a size, and how many drafts
 * of that size are not kept. Grows with routes and sizes, not with requests.
 */
public final class Timings {

    private final InstantSource clock;
    private final Scheduler timer;
    private final Map<RouteId, Double> hedgedFrom;
    private final ConcurrentMap<Kind, Seen> kinds = new ConcurrentHashMap<>();

    /** @param hedgedFrom the share of escalated drafts from which on a route hedges; routes without one never do */
    public Timings(InstantSource clock, Scheduler timer, Map<RouteId, Double> hedgedFrom) {
        this.clock = clock;
        this.timer = timer;
        this.hedgedFrom = Map.copyOf(hedgedFrom);
    }

    Pace paceOf(Prompt prompt, Route route) {
        Seen all = kinds.computeIfAbsent(new Kind(route.id(), prompt.streamed(), SizeClass.ANY), _ -> new Seen());
        Seen kind =
                kinds.computeIfAbsent(new Kind(route.id(), prompt.streamed(), SizeClass.of(prompt)), _ -> new Seen());
        return new Pace(this, prompt, kind, all, hedgedFrom.get(route.id()));
    }

    Scheduler timer() {
        return timer;
    }

    @Nullable
    Duration left(Prompt prompt) {
        return prompt.deadline() == null ? null : Duration.between(clock.instant(), prompt.deadline());
    }

    /** Streams have a kind of their own: what is waited for there is the beginning of an answer. */
    private record Kind(RouteId route, boolean streamed, SizeClass size) {}

    /** What was seen of one kind. */
    static final class Seen {

        private static final double OLD = 0.98;
        private static final double ENOUGH = 8;
        private static final int TRIAL = 8;

        final LatencySketch local = new LatencySketch();
        final LatencySketch hosted = new LatencySketch();
        private double judged;
        private double escalated;
        private int asked;

        synchronized void judged(boolean escalates) {
            judged = judged * OLD + 1;
            escalated = escalated * OLD + (escalates ? 1 : 0);
        }

        /**
         * The share of drafts that were not kept; 0 as long as too few were judged, and every eighth time: a draft that
         * always loses against a hedge is never judged, so some must go without, to learn whether it still would.
         */
        synchronized double escalates() {
            return judged < ENOUGH || ++asked % TRIAL == 0 ? 0 : escalated / judged;
        }
    }
}

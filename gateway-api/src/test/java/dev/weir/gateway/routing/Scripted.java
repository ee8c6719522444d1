package dev.weir.gateway.routing;

import dev.weir.gateway.ledger.HostedCharge;
import dev.weir.gateway.ledger.LocalCharge;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/** Tiers and routes that say what they were told to. */
public final class Scripted {

    private Scripted() {}

    /** A route {@code r} with the threshold 0.8. */
    public static Route route(@Nullable LocalTier local, @Nullable HostedTier hosted) {
        return route(local, hosted, Standing.fixed(new Threshold(0.8)));
    }

    /** A route {@code r}. */
    public static Route route(@Nullable LocalTier local, @Nullable HostedTier hosted, Standing standing) {
        return new Route(new RouteId("r"), local, hosted, standing, null, false, Route.OnHostedUnavailable.KEEP);
    }

    public static LocalTier drafting(double confidence, String... pieces) {
        return drafting(confidence, Duration.ofMillis(2), pieces);
    }

    /** Says that it took this long, and does not take it. */
    public static LocalTier drafting(double confidence, Duration took, String... pieces) {
        LocalCharge charge = new LocalCharge(9, 5, took, Duration.ofMillis(1));
        Draft draft = new Draft(String.join("", pieces), Draft.Finish.STOP, new Confidence(confidence, true), charge);
        Stream<LocalEvent> events = Stream.concat(
                Stream.of(pieces).map(Piece::of).map(LocalEvent.Written::new),
                Stream.of(new LocalEvent.Drafted(draft)));
        return local(Flux.fromStream(() -> events));
    }

    public static LocalTier failing(TierException failure) {
        return local(Flux.error(failure));
    }

    public static LocalTier local(Flux<LocalEvent> events) {
        return new ScriptedLocalTier(events);
    }

    /** Answers with these JSON objects. */
    public static HostedTier answering(Object... objects) {
        HostedCharge charge = new HostedCharge("m-2026", "m", 10, 0, 20, true, Duration.ofMillis(300), null);
        List<HostedEvent> events = Stream.of(
                        Stream.of(new HostedEvent.Answering("m")),
                        Stream.of(objects).map(HostedEvent.Json::new),
                        Stream.of(new HostedEvent.Charged(charge)))
                .<HostedEvent>flatMap(part -> part)
                .toList();
        return hosted(Flux.fromIterable(events));
    }

    /** Begins to answer with these objects, then fails. */
    public static HostedTier breaking(TierException failure, Object... objects) {
        return hosted(Flux.<HostedEvent>just(new HostedEvent.Answering("m"))
                .concatWith(Flux.fromArray(objects).map(HostedEvent.Json::new))
                .concatWith(Flux.error(failure)));
    }

    public static HostedTier refusing(TierException failure) {
        return hosted(Flux.error(failure));
    }

    public static HostedTier hosted(Flux<HostedEvent> events) {
        return new ScriptedHostedTier(events);
    }

    /** Tells of a lost attempt when its caller leaves. */
    public static HostedTier wasting(HostedCharge lost, Flux<HostedEvent> events) {
        return new HostedTier() {
            @Override
            public String model() {
                return "m";
            }

            @Override
            public Flux<HostedEvent> answer(Prompt prompt, Consumer<HostedCharge> onWaste) {
                return events.doOnCancel(() -> onWaste.accept(lost));
            }
        };
    }

    private record ScriptedLocalTier(Flux<LocalEvent> events) implements LocalTier {

        @Override
        public boolean heeds(String field) {
            return !field.equals("user");
        }

        @Override
        public String model() {
            return "small";
        }

        @Override
        public Flux<LocalEvent> answer(Prompt prompt) {
            return events;
        }
    }

    private record ScriptedHostedTier(Flux<HostedEvent> events) implements HostedTier {

        @Override
        public String model() {
            return "m";
        }

        @Override
        public Flux<HostedEvent> answer(Prompt prompt, Consumer<HostedCharge> onWaste) {
            return events;
        }
    }
}

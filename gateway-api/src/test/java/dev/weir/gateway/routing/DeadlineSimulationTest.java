package dev.weir.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.gateway.ledger.HostedCharge;
import dev.weir.gateway.ledger.PriceList;
import dev.weir.gateway.routing.AnswerEvent.Opened;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

/**
 * The router with simulated tiers in virtual time: 10,000 requests with random delays and deadlines. An answer that
 * should be served is worth 1: a hosted one, or a draft that is sure enough. An unsure draft is worth its confidence,
 * no answer nothing. It costs a hosted call whenever one is begun.
 */
class DeadlineSimulationTest {

    private static final int REQUESTS = Integer.getInteger("weir.simulated.requests", 10_000);
    private static final double THRESHOLD = 0.8;
    private static final Duration LATEST = Duration.ofMillis(20);

    private final VirtualTimeScheduler timer = VirtualTimeScheduler.create();
    private final List<Drawn> drawn = drawn(new Random(20));
    private Drawn current = drawn.getFirst();
    private int asked;

    @Test
    void endsInTimeAndBeatsWaitingAndHedgingAtEqualCost() {
        Score ours = ours();
        Score wait = baseline(false);
        Score hedge = baseline(true);

        double share = (ours.cost - wait.cost) / (hedge.cost - wait.cost);
        double mixed = wait.quality + share * (hedge.quality - wait.quality);
        System.out.printf(
                "simulated deadlines: ours %s, always wait %s, always hedge %s, their mixture at our cost %.4f%n",
                ours, wait, hedge, mixed);
        assertThat(ours.inTime).isGreaterThanOrEqualTo(0.999);
        assertThat(ours.quality).isGreaterThan(mixed).isGreaterThan(wait.quality);
    }

    private Score ours() {
        TieredRouter router = new TieredRouter(
                new RouteTable(List.of(Scripted.route(local(), new SimulatedHosted())), Map.of()),
                new PriceList(Map.of(), BigDecimal.ONE),
                _ -> {},
                new Timings(this::now, timer, Map.of(new RouteId("r"), 1.0)));
        double quality = 0;
        int inTime = 0;
        for (Drawn request : drawn) {
            current = request;
            End end = new End(timer.now(TimeUnit.NANOSECONDS));
            Disposable answer = router.answer(Prompts.before(now().plus(request.deadline)))
                    .subscribe(end::event, _ -> end.ended(), end::ended);
            timer.advanceTimeBy(request.deadline.plus(LATEST));
            inTime += end.took != null ? 1 : 0;
            quality += end.quality;
            answer.dispose();
        }
        return new Score(quality / REQUESTS, (double) asked / REQUESTS, (double) inTime / REQUESTS);
    }

    /** A draft and then, if it is unsure, a hosted call; or both at once. The deadline ends either with what there is. */
    private Score baseline(boolean hedges) {
        double quality = 0;
        int calls = 0;
        for (Drawn request : drawn) {
            boolean drafted = request.local.compareTo(request.deadline) <= 0;
            boolean sure = drafted && request.confidence >= THRESHOLD;
            boolean begins = hedges || (drafted && !sure);
            Duration hosted = hedges ? request.hosted : request.local.plus(request.hosted);
            boolean answered = begins && hosted.compareTo(request.deadline) <= 0;
            calls += begins ? 1 : 0;
            quality += sure || answered ? 1 : drafted ? request.confidence : 0;
        }
        return new Score(quality / REQUESTS, (double) calls / REQUESTS, 1);
    }

    private static List<Drawn> drawn(Random random) {
        return Stream.generate(() -> new Drawn(
                        logNormal(random, 200, 0.8),
                        logNormal(random, 500, 0.6),
                        Duration.ofMillis(Math.round(100 * Math.pow(30, random.nextDouble()))),
                        random.nextDouble() < 0.6 ? 0.8 + 0.2 * random.nextDouble() : 0.8 * random.nextDouble()))
                .limit(REQUESTS)
                .toList();
    }

    private static Duration logNormal(Random random, double medianMillis, double sigma) {
        return Duration.ofNanos(Math.round(1e6 * medianMillis * Math.exp(sigma * random.nextGaussian())));
    }

    private Instant now() {
        return Instant.EPOCH.plusNanos(timer.now(TimeUnit.NANOSECONDS));
    }

    private LocalTier local() {
        return Scripted.local(Flux.defer(() -> {
            Drawn request = current;
            return Mono.delay(request.local, timer)
                    .thenMany(Scripted.drafting(request.confidence, request.local, "a label")
                            .answer(Prompts.prompt("r")));
        }));
    }

    private record Drawn(Duration local, Duration hosted, Duration deadline, double confidence) {}

    private record Score(double quality, double cost, double inTime) {

        @Override
        public String toString() {
            return "quality %.4f at %.4f hosted calls, %.4f in time".formatted(quality, cost, inTime);
        }
    }

    /** What one caller got, and when. */
    private final class End {

        private final long asked;
        private double quality;
        private @Nullable Duration took;

        End(long asked) {
            this.asked = asked;
        }

        void event(AnswerEvent event) {
            if (event instanceof Opened opened) {
                quality = opened.tier() == TierName.HOSTED || current.confidence >= THRESHOLD ? 1 : current.confidence;
            }
        }

        void ended() {
            took = Duration.ofNanos(timer.now(TimeUnit.NANOSECONDS) - asked);
        }
    }

    private final class SimulatedHosted implements HostedTier {

        @Override
        public String model() {
            return "m";
        }

        @Override
        public Flux<HostedEvent> answer(Prompt prompt, Consumer<HostedCharge> onWaste) {
            return Flux.defer(() -> {
                asked++;
                Duration left = Duration.between(now(), Objects.requireNonNull(prompt.deadline()));
                Flux<HostedEvent> answer = Mono.delay(current.hosted, timer)
                        .thenMany(Scripted.answering("hosted").answer(prompt, onWaste));
                return answer.timeout(
                        Mono.delay(left, timer),
                        _ -> Mono.never(),
                        Flux.error(TierException.of(TierFailure.TIMED_OUT, null)));
            });
        }
    }
}

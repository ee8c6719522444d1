package dev.weir.gateway.audit;

import dev.weir.gateway.assurance.KeeperRules;
import dev.weir.gateway.certification.Digests;
import dev.weir.gateway.certification.Promise;
import dev.weir.gateway.certification.Reference;
import dev.weir.gateway.ledger.HostedCharge;
import dev.weir.gateway.ledger.LocalCharge;
import dev.weir.gateway.ledger.Price;
import dev.weir.gateway.ledger.PriceList;
import dev.weir.gateway.routing.AnswerEvent;
import dev.weir.gateway.routing.Confidence;
import dev.weir.gateway.routing.Draft;
import dev.weir.gateway.routing.HostedEvent;
import dev.weir.gateway.routing.HostedTier;
import dev.weir.gateway.routing.LocalEvent;
import dev.weir.gateway.routing.LocalTier;
import dev.weir.gateway.routing.Prompt;
import dev.weir.gateway.routing.Prompts;
import dev.weir.gateway.routing.Route;
import dev.weir.gateway.routing.RouteId;
import dev.weir.gateway.routing.RouteTable;
import dev.weir.gateway.routing.TieredRouter;
import dev.weir.gateway.routing.Timings;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.json.JsonMapper;

/** A router with one route that learns from its traffic. Each request says how sure its draft is and whether it is right. */
final class TestingAudits implements AutoCloseable {

    static final Digests DIGESTS = new Digests("model", "tokenizer", "", "calibrator", "");
    private static final LocalCharge CHARGE = new LocalCharge(9, 5, Duration.ofMillis(2), Duration.ofMillis(1));

    final List<String> askedHosted = new ArrayList<>();
    final List<String> labels = new ArrayList<>();
    BigDecimal paid = BigDecimal.ZERO;
    boolean hostedBreaks;

    final RouteAudits audits;
    final Feedback feedback;
    private final TieredRouter router;
    private final SplittableRandom random = new SplittableRandom(7);
    private double confidence;
    private boolean right;

    private TestingAudits(Path folder, Reference reference, Digests digests, int callsPerDay) {
        PriceList prices =
                new PriceList(Map.of("m", new Price(BigDecimal.ONE, BigDecimal.ONE, BigDecimal.ONE)), BigDecimal.ONE);
        AuditObserver observer = new AuditObserver() {
            @Override
            public void labelled(String route, Source source, Result result) {
                labels.add(source + " " + result);
            }

            @Override
            public void paid(String route, @Nullable BigDecimal dollars) {
                paid = paid.add(Objects.requireNonNull(dollars));
            }
        };
        RecentAnswers recent = new RecentAnswers(100);
        HostedTier hosted = hosted();
        Auditor auditor = Auditor.of(
                new Auditor.Setting(
                        "r", hosted, Matching.EXACT, new AuditBudget(callsPerDay, null, () -> Instant.EPOCH), 16),
                new Auditor.Means(prices, observer, Schedulers.immediate()));
        KeeperRules rules = new KeeperRules(0.2, 0.9, reference == Reference.HOSTED ? 0.5 : 1, 100, 100_000, 0.03);
        this.audits = RouteAudits.open(
                new RouteAudits.Setting(new RouteId("r"), new Promise(0.2, 0.9, reference), rules, digests, folder),
                auditor,
                recent,
                random);
        this.feedback = new Feedback(recent, observer);
        Route route = new Route(new RouteId("r"), local(), hosted, audits, null, false, Route.OnHostedUnavailable.KEEP);
        this.router = new TieredRouter(
                new RouteTable(List.of(route), Map.of()),
                prices,
                _ -> {},
                new Timings(InstantSource.system(), Schedulers.parallel(), Map.of()));
    }

    static TestingAudits in(Path folder) {
        return new TestingAudits(folder, Reference.HOSTED, DIGESTS, 1_000_000);
    }

    static TestingAudits in(Path folder, Digests digests) {
        return new TestingAudits(folder, Reference.HOSTED, digests, 1_000_000);
    }

    static TestingAudits spent(Path folder) {
        return new TestingAudits(folder, Reference.HOSTED, DIGESTS, 0);
    }

    static TestingAudits byFeedback(Path folder) {
        return new TestingAudits(folder, Reference.FEEDBACK, DIGESTS, 1_000_000);
    }

    /** Asks until a threshold is certified: sure drafts are right, others are not. */
    void earn() {
        for (int i = 0; i < 2_000 && audits.threshold() == null; i++) {
            askAnything();
        }
    }

    void askAnything() {
        double drawn = random.nextDouble();
        ask(drawn, drawn > 0.3);
    }

    /** Says which tier answered. */
    String ask(double howSure, boolean isRight) {
        confidence = howSure;
        right = isRight;
        List<AnswerEvent> events = Objects.requireNonNull(router.answer(Prompts.asking("hello"))
                .onErrorComplete()
                .collectList()
                .block());
        return events.isEmpty()
                ? "none"
                : ((AnswerEvent.Opened) events.getFirst()).tier().word();
    }

    @Override
    public void close() {
        audits.close();
    }

    private LocalTier local() {
        return new LocalTier() {
            @Override
            public String model() {
                return "small";
            }

            @Override
            public boolean heeds(String field) {
                return true;
            }

            @Override
            public Flux<LocalEvent> answer(Prompt prompt) {
                return Flux.defer(() -> Flux.just(new LocalEvent.Drafted(
                        new Draft(right ? "yes" : "no", Draft.Finish.STOP, new Confidence(confidence, true), CHARGE))));
            }
        };
    }

    private HostedTier hosted() {
        return new HostedTier() {
            @Override
            public String model() {
                return "m";
            }

            @Override
            public Flux<HostedEvent> answer(Prompt prompt, Consumer<HostedCharge> onWaste) {
                askedHosted.add(prompt.requestId());
                Flux<HostedEvent> begin = Flux.just(new HostedEvent.Answering("m"));
                return hostedBreaks
                        ? begin.concatWith(Flux.error(new IllegalStateException("broken")))
                        : begin.concatWith(said());
            }
        };
    }

    private static Flux<HostedEvent> said() {
        HostedCharge charge = new HostedCharge("m", "m", 10, 0, 20, true, Duration.ofMillis(300), null);
        return Flux.just(
                new HostedEvent.Json(JsonMapper.shared()
                        .readTree("{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"yes\"}}]}")),
                new HostedEvent.Charged(charge));
    }
}

package dev.weir.gateway.wiring;

import dev.weir.gateway.assurance.KeeperRules;
import dev.weir.gateway.audit.AuditBudget;
import dev.weir.gateway.audit.Auditor;
import dev.weir.gateway.audit.Comparison;
import dev.weir.gateway.audit.EmbeddingSimilarity;
import dev.weir.gateway.audit.HostedJudge;
import dev.weir.gateway.audit.Matching;
import dev.weir.gateway.audit.RecentAnswers;
import dev.weir.gateway.audit.RouteAudits;
import dev.weir.gateway.certification.Certificate;
import dev.weir.gateway.certification.Promise;
import dev.weir.gateway.certification.Reference;
import dev.weir.gateway.config.AuditConfig;
import dev.weir.gateway.config.GatewayConfig;
import dev.weir.gateway.config.RouteConfig;
import dev.weir.gateway.ledger.PriceList;
import dev.weir.gateway.metering.AuditMeters;
import dev.weir.gateway.routing.HostedTier;
import dev.weir.gateway.routing.RouteId;
import dev.weir.gateway.routing.Standing;
import dev.weir.gateway.wiring.RouteStarts.Start;
import dev.weir.slm.SlmClassifier;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Gives each route with an error target the standing that it earns from its own traffic. */
final class RouteStandings implements AutoCloseable {

    private static final int MOST_WAITING = 10_000;
    private static final int REMEMBERED_ANSWERS = 50_000;

    private final Path folder;
    private final AuditMeters meters;
    private final InstantSource clock;
    private final Auditor.Means means;
    private final Scheduler scheduler = Schedulers.newBoundedElastic(1, MOST_WAITING, "weir-audit");
    private final RecentAnswers recent = new RecentAnswers(REMEMBERED_ANSWERS);
    private final List<RouteAudits> all = Collections.synchronizedList(new ArrayList<>());

    RouteStandings(GatewayConfig config, PriceList prices, AuditMeters meters, InstantSource clock) {
        this.folder = config.dataDirectory().resolve("audits");
        this.meters = meters;
        this.clock = clock;
        this.means = new Auditor.Means(prices, meters, scheduler);
    }

    /** The standing of a route whose threshold has to be proved; a certificate proves its first one. */
    Standing earned(String name, RouteConfig route, Start start, HostedTier hosted, LocalModels models) {
        AuditConfig audits = route.audits();
        Promise promise = RouteStarts.promise(route);
        AuditBudget budget = new AuditBudget(audits.callsPerDay(), audits.dollarsPerDay(), clock);
        Auditor auditor = Auditor.of(
                new Auditor.Setting(name, hosted, comparison(audits, hosted, models), budget, audits.atOnce()), means);
        RouteAudits earned = RouteAudits.open(
                new RouteAudits.Setting(new RouteId(name), promise, rules(promise, audits), start.digests(), folder),
                auditor,
                recent,
                new SecureRandom());
        Certificate certificate = start.certificate();
        if (certificate != null) {
            earned.beginWith(certificate);
        }
        meters.watch(earned);
        all.add(earned);
        return earned;
    }

    /** Where labels come from callers, each answer waits for its own; a share of them would be too few. */
    private static KeeperRules rules(Promise promise, AuditConfig audits) {
        double rate = promise.reference() == Reference.HOSTED ? audits.rate() : 1;
        return KeeperRules.of(promise.errorTarget(), promise.certainty(), rate);
    }

    private static Comparison comparison(AuditConfig audits, HostedTier hosted, LocalModels models) {
        return switch (audits.comparison()) {
            case EXACT -> Matching.EXACT;
            case JSON -> Matching.JSON;
            case NORMALISED -> Matching.NORMALISED;
            case EMBEDDING -> embeddings(models.classifier(audits.embeddingModel()), audits.similarity());
            case JUDGE -> new HostedJudge(hosted);
        };
    }

    private static Comparison embeddings(SlmClassifier model, double least) {
        return new EmbeddingSimilarity(text -> model.embed(text).vector(), least);
    }

    RecentAnswers recent() {
        return recent;
    }

    /** In the order of their names. */
    List<RouteAudits> all() {
        return List.copyOf(all);
    }

    @Override
    public void close() {
        all.forEach(RouteAudits::close);
        scheduler.dispose();
    }
}

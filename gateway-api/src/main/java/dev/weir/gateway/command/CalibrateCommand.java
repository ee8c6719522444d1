package dev.weir.gateway.command;

import dev.weir.gateway.certification.Certificate;
import dev.weir.gateway.certification.Promise;
import dev.weir.gateway.dossier.CertificateJson;
import dev.weir.gateway.dossier.DossierFolder;
import dev.weir.gateway.evaluation.Calibrating;
import dev.weir.gateway.evaluation.Calibrating.Calibrated;
import dev.weir.gateway.evaluation.Measures;
import dev.weir.gateway.evaluation.Report;
import dev.weir.gateway.evaluation.Setting;
import dev.weir.gateway.evaluation.Workbench;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code weir calibrate}: fits a route's calibration and certifies a threshold for its promise. */
@Command(
        name = "calibrate",
        description = "Finds the threshold that keeps a promise, from labelled requests, and writes a certificate.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Each line of the data is {\"text\": ..., \"expected\": ...} or {\"messages\": [...], \"expected\": ...};",
            "\"expected\": null says that no local answer can be right. A run that was broken off goes on where it"
                    + " was.",
            "Exit codes: 0 certified, 1 failed, 2 wrong command line, 3 nothing could be certified.",
            "Any property can be set as --weir.some.property=value. docs/guide/calibrating-a-route.md says more."
        })
final class CalibrateCommand implements Callable<Integer> {

    private static final int UNCERTIFIED = 3;

    private final Workbench.Opener opener;
    private final InstantSource clock;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--route", paramLabel = "ROUTE", required = true, description = "The route to calibrate.")
    private String route = "";

    @Option(names = "--data", paramLabel = "FILE", required = true, description = "Labelled requests as JSON lines.")
    private Path data = Path.of("");

    @Option(
            names = "--error-target",
            paramLabel = "SHARE",
            description = "Of the drafts kept, at most this share may be wrong (default: the route's, else 0.05).")
    private @Nullable Double errorTarget;

    @Option(names = "--certainty", paramLabel = "SHARE", description = "How certain (default: the route's, 0.95).")
    private @Nullable Double certainty;

    @Option(
            names = "--out-of-scope-share",
            paramLabel = "SHARE",
            description = "The share of requests that no local answer can be right for, where the data does not come in"
                    + " the mix of the traffic.")
    private @Nullable Double outOfScopeShare;

    @Option(
            names = "--fit-share",
            paramLabel = "SHARE",
            defaultValue = "0.25",
            description = "The part of the data that the calibration is fitted on (default: ${DEFAULT-VALUE}).")
    private double fitShare;

    @Option(names = "--report", paramLabel = "FILE", description = "Write an HTML page there, and JSON beside it.")
    private @Nullable Path report;

    @Option(names = "--json", description = "Print one JSON object and nothing else.")
    private boolean json;

    @Unmatched
    private final List<String> properties = new ArrayList<>();

    CalibrateCommand(Workbench.Opener opener, InstantSource clock) {
        this.opener = opener;
        this.clock = clock;
    }

    @Override
    public Integer call() {
        List<String> arguments = PropertyArguments.checked(
                properties, Objects.requireNonNull(spec).commandLine());
        Evaluations evaluations = new Evaluations(Objects.requireNonNull(spec));
        return evaluations.run(() -> {
            try (Workbench workbench = opener.open(route, "", arguments)) {
                return calibrate(workbench.setting(), evaluations);
            }
        });
    }

    private <E> int calibrate(Setting<E> setting, Evaluations evaluations) {
        Calibrating calibrating = calibrating(setting);
        Calibrated<E> calibrated = calibrating.of(
                setting,
                evaluations.trials(setting, data),
                Evaluations.digestOf(data),
                clock.instant().truncatedTo(ChronoUnit.SECONDS));
        Certificate certificate = calibrated.dossier().certificate();
        // Without a proof nothing is written: what the route had before still holds.
        Path file = certificate == null ? null : new DossierFolder(setting.dataDirectory()).write(calibrated.dossier());
        ObjectNode facts = facts(setting, calibrating.promise(), calibrated, file);
        if (report != null) {
            Double threshold = certificate == null ? null : certificate.threshold();
            evaluations.write(
                    new Report(
                            "Route " + route + ", calibrated",
                            facts,
                            calibrated.judged(),
                            threshold,
                            calibrating.promise().errorTarget(),
                            0),
                    report);
        }
        evaluations.print(json ? Evaluations.pretty(facts) : sentences(calibrated, calibrating.promise(), file));
        return certificate == null ? UNCERTIFIED : 0;
    }

    private Calibrating calibrating(Setting<?> setting) {
        Promise asked = setting.promise();
        try {
            return new Calibrating(
                    new Promise(
                            errorTarget == null ? asked.errorTarget() : errorTarget,
                            certainty == null ? asked.certainty() : certainty,
                            asked.reference()),
                    outOfScopeShare,
                    fitShare);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(Objects.requireNonNull(spec).commandLine(), e.getMessage() + ".");
        }
    }

    private static <E> ObjectNode facts(
            Setting<E> setting, Promise promise, Calibrated<E> calibrated, @Nullable Path file) {
        Certificate certificate = calibrated.dossier().certificate();
        ObjectNode facts = JsonNodeFactory.instance
                .objectNode()
                .put("state", certificate == null ? "uncertified" : "certified")
                .put("route", setting.route())
                .put("model", setting.subject().model())
                .put("error_target", promise.errorTarget())
                .put("certainty", promise.certainty())
                .put("threshold", certificate == null ? null : certificate.threshold())
                .put("coverage", certificate == null ? null : certificate.coverage())
                .put("bound", certificate == null ? null : certificate.bound())
                .put("calibration", calibrated.fitted().kind());
        ObjectNode losses = facts.putObject("calibration_losses");
        calibrated.fitted().losses().forEach(losses::put);
        facts.put("fit_n", calibrated.fitSize());
        if (calibrated.moreLabels().isPresent()) {
            facts.put("more_labels_needed", calibrated.moreLabels().getAsInt());
        }
        if (certificate != null) {
            facts.set("certificate", CertificateJson.write(certificate));
        }
        facts.put("file", file == null ? null : file.toString());
        facts.set(
                "judged",
                Measures.of(
                        setting.with(calibrated.fitted().calibration(), certificate),
                        calibrated.judgedTrials(),
                        certificate == null ? null : certificate.threshold()));
        return facts;
    }

    private String sentences(Calibrated<?> calibrated, Promise promise, @Nullable Path file) {
        Certificate certificate = calibrated.dossier().certificate();
        String fitted = String.format(
                Locale.ROOT,
                "The calibration '%s' did best; it was fitted on %d requests and judged on %d.%n",
                calibrated.fitted().kind(),
                calibrated.fitSize(),
                calibrated.judgedTrials().size());
        if (certificate != null) {
            return fitted
                    + String.format(
                            Locale.ROOT,
                            "Certified: from confidence %.4f on, route %s keeps %.1f %% of the requests, and at most"
                                    + " %.2f %% of those are wrong, with %.0f %% certainty (seen: %d of %d).%n%s%n",
                            certificate.threshold(),
                            route,
                            100 * certificate.coverage(),
                            100 * certificate.bound(),
                            100 * promise.certainty(),
                            certificate.seen().wrong(),
                            certificate.seen().kept(),
                            file);
        }
        String more = calibrated.moreLabels().isPresent()
                ? "about " + calibrated.moreLabels().getAsInt() + " more labelled requests would prove a threshold"
                : "with errors as they are, no number of labels would prove one";
        return fitted
                + String.format(
                        Locale.ROOT,
                        "Uncertified: nothing proves that at most %.2f %% are wrong with %.0f %% certainty; %s.%n",
                        100 * promise.errorTarget(),
                        100 * promise.certainty(),
                        more);
    }
}

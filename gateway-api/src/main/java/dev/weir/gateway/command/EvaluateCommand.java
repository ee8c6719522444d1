package dev.weir.gateway.command;

import dev.weir.gateway.evaluation.Measures;
import dev.weir.gateway.evaluation.Report;
import dev.weir.gateway.evaluation.Scored;
import dev.weir.gateway.evaluation.Setting;
import dev.weir.gateway.evaluation.Trial;
import dev.weir.gateway.evaluation.Workbench;
import java.nio.file.Path;
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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code weir evaluate}: what a route's local model is worth on labelled requests. */
@Command(
        name = "evaluate",
        description = "Measures a route's local model and its threshold on labelled requests.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "The data is as for weir calibrate. --against takes a threshold (0.8), a local model's name, or a folder.",
            "Exit codes: 0 done, 1 failed, 2 wrong command line, 3 more wrong among the kept than --max-error allows.",
            "Any property can be set as --weir.some.property=value. docs/guide/calibrating-a-route.md says more."
        })
final class EvaluateCommand implements Callable<Integer> {

    private static final int TOO_MANY_WRONG = 3;

    private final Workbench.Opener opener;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--route", paramLabel = "ROUTE", required = true, description = "The route to evaluate.")
    private String route = "";

    @Option(names = "--data", paramLabel = "FILE", required = true, description = "Labelled requests as JSON lines.")
    private Path data = Path.of("");

    @Option(names = "--against", paramLabel = "OTHER", description = "Another threshold or model, side by side.")
    private String against = "";

    @Option(
            names = "--max-error",
            paramLabel = "SHARE",
            description = "Exit with 3 when a larger share of the kept drafts is wrong.")
    private @Nullable Double maxError;

    @Option(names = "--report", paramLabel = "FILE", description = "Write an HTML page there, and JSON beside it.")
    private @Nullable Path report;

    @Option(names = "--json", description = "Print one JSON object and nothing else.")
    private boolean json;

    @Unmatched
    private final List<String> properties = new ArrayList<>();

    EvaluateCommand(Workbench.Opener opener) {
        this.opener = opener;
    }

    @Override
    public Integer call() {
        List<String> arguments = PropertyArguments.checked(
                properties, Objects.requireNonNull(spec).commandLine());
        Double other = against.isEmpty() || isModel(against) ? null : otherThreshold();
        Evaluations evaluations = new Evaluations(Objects.requireNonNull(spec));
        return evaluations.run(() -> {
            ObjectNode measured;
            try (Workbench workbench = opener.open(route, "", arguments)) {
                measured = measure(workbench.setting(), other, evaluations);
            }
            if (isModel(against)) {
                try (Workbench second = opener.open(route, against, arguments)) {
                    measured.set("against", plainly(second.setting(), evaluations));
                }
            }
            evaluations.print(json ? Evaluations.pretty(measured) : table(measured));
            double error = measured.path("accepted_error").asDouble();
            return maxError != null && error > maxError ? TOO_MANY_WRONG : 0;
        });
    }

    private <E> ObjectNode measure(Setting<E> setting, @Nullable Double other, Evaluations evaluations) {
        List<Trial<E>> trials = evaluations.trials(setting, data);
        ObjectNode measured = Measures.of(setting, trials, setting.threshold());
        if (report != null) {
            evaluations.write(
                    new Report(
                            "Route " + route + ", evaluated",
                            measured,
                            Scored.of(trials, setting.calibration()),
                            setting.threshold(),
                            setting.certificate() == null
                                    ? null
                                    : setting.promise().errorTarget(),
                            0),
                    report);
        }
        if (other != null) {
            measured.set("against", Measures.of(setting, trials, other));
        }
        return measured;
    }

    private <E> ObjectNode plainly(Setting<E> setting, Evaluations evaluations) {
        return Measures.of(setting, evaluations.trials(setting, data), setting.threshold());
    }

    private static boolean isModel(String against) {
        return !against.isEmpty() && !against.matches("[0-9.]+");
    }

    private double otherThreshold() {
        try {
            double threshold = Double.parseDouble(against);
            if (threshold <= 1) {
                return threshold;
            }
        } catch (NumberFormatException _) {
            // Said below.
        }
        throw new ParameterException(
                Objects.requireNonNull(spec).commandLine(), "--against: a threshold is 0 to 1, not " + against + ".");
    }

    /** The numbers, one a line, the other's beside them. */
    private static String table(ObjectNode measured) {
        JsonNode other = measured.path("against");
        StringBuilder table = new StringBuilder();
        measured.properties().stream()
                .filter(field -> !field.getKey().equals("against"))
                .forEach(field -> table.append(String.format(
                        Locale.ROOT,
                        "%-26s %-34s %s%n",
                        field.getKey(),
                        text(field.getValue()),
                        other.isMissingNode() ? "" : text(other.path(field.getKey())))));
        return table.toString();
    }

    private static String text(JsonNode value) {
        if (value.isObject() || value.isArray()) {
            List<String> parts = new ArrayList<>();
            value.properties().forEach(field -> parts.add(field.getKey() + " " + text(field.getValue())));
            if (value.isArray()) {
                value.forEach(element -> parts.add(text(element)));
            }
            return String.join(value.isArray() ? " to " : ", ", parts);
        }
        if (value.isNull()) {
            return "none";
        }
        return value.isNumber() && !value.isIntegralNumber()
                ? String.format(Locale.ROOT, "%.5g", value.doubleValue())
                : value.asString();
    }
}

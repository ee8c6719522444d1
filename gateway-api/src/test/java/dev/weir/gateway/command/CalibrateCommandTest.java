package dev.weir.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.gateway.wiring.RouteWorkbench;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CalibrateCommandTest {

    private static final Path GOLDEN = Path.of("../slm-runtime/src/test/resources/weir-intents/golden.jsonl");
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void certifiesAThresholdThatEvaluationAndServingThenUse() throws IOException {
        Path data = data(12);
        Path report = folder.resolve("report.html");

        assertThat(run("calibrate", data, "--error-target", "0.1", "--report", report.toString(), "--json"))
                .as(err.toString())
                .isZero();
        JsonNode calibrated = printed();
        assertThat(run("evaluate", data, "--against", "0.99", "--json")).isZero();
        JsonNode evaluated = printed();

        assertThat(calibrated.path("state").asString()).isEqualTo("certified");
        assertThat(calibrated.path("bound").asDouble()).isLessThanOrEqualTo(0.1);
        assertThat(Path.of(calibrated.path("file").asString())).exists();
        assertThat(report).content().contains("<svg");
        assertThat(evaluated.path("threshold").asDouble())
                .isEqualTo(calibrated.path("threshold").asDouble());
        assertThat(evaluated.propertyNames())
                .contains("n", "coverage", "accepted_error", "accepted_error_interval", "threshold", "auroc_correct")
                .contains("aurc", "ece", "brier", "latency_ms", "cost", "accuracy");
        assertThat(evaluated.path("against").path("threshold").asDouble()).isEqualTo(0.99);
    }

    @Test
    void saysHowManyMoreLabelsAPromiseTakes() throws IOException {
        int code = run("calibrate", data(1), "--error-target", "0.001", "--json");

        assertThat(code).isEqualTo(3);
        assertThat(printed().path("state").asString()).isEqualTo("uncertified");
        assertThat(printed().path("threshold").isNull()).isTrue();
    }

    @Test
    void failsWhereMoreIsWrongThanAllowed() throws IOException {
        Path data = Files.writeString(folder.resolve("wrong.jsonl"), """
            {"text": "please freeze my bank account right now", "expected": "meaning_of_life"}
            """);

        assertThat(run("evaluate", data, "--max-error", "0.5")).isEqualTo(3);
        assertThat(run("evaluate", data, "--max-error", "1")).isZero();
    }

    @Test
    void saysInASentenceWhatIsInTheWay() throws IOException {
        Path data = Files.writeString(folder.resolve("bad.jsonl"), "{\"text\": \"x\"}\n");

        assertThat(run("evaluate", data)).isEqualTo(1);
        assertThat(err.toString()).contains("line 1 has no 'expected'");
        assertThat(run("evaluate", data, "--nonsense")).isEqualTo(2);
        assertThat(run("calibrate", data, "--error-target", "2")).isEqualTo(2);
    }

    private JsonNode printed() {
        return JSON.readTree(out.toString());
    }

    private int run(String command, Path data, String... more) {
        out.getBuffer().setLength(0);
        List<String> arguments = new ArrayList<>(List.of("--route", "intents", "--data", data.toString()));
        arguments.addAll(List.of(more));
        arguments.add("--weir.data-directory=" + folder.resolve("data"));
        Object which = command.equals("calibrate")
                ? new CalibrateCommand(RouteWorkbench::open, () -> Instant.EPOCH)
                : new EvaluateCommand(RouteWorkbench::open);
        return new CommandLine(which)
                .setUnmatchedOptionsArePositionalParams(false)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments.toArray(String[]::new));
    }

    /** The model's known answers, over and over. */
    private Path data(int times) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (String line : Files.readAllLines(GOLDEN)) {
            JsonNode row = JSON.readTree(line);
            lines.append(JSON.createObjectNode()
                            .put("text", row.path("text").asString())
                            .put("expected", row.path("label").asString()))
                    .append('\n');
        }
        return Files.writeString(folder.resolve("data.jsonl"), lines.toString().repeat(times));
    }
}

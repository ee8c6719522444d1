package dev.weir.gateway.command;

import dev.weir.gateway.config.UnknownProperties;
import dev.weir.gateway.dossier.Sha256;
import dev.weir.gateway.evaluation.EvaluationException;
import dev.weir.gateway.evaluation.Example;
import dev.weir.gateway.evaluation.ExampleReader;
import dev.weir.gateway.evaluation.Report;
import dev.weir.gateway.evaluation.Setting;
import dev.weir.gateway.evaluation.Trial;
import dev.weir.gateway.evaluation.Trials;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What the commands that try a local model on labelled requests have in common. */
final class Evaluations {

    private static final int FAILED = 1;

    private final CommandSpec spec;

    Evaluations(CommandSpec spec) {
        this.spec = spec;
    }

    /** Runs a command, with one sentence for whatever stands in its way. */
    int run(IntSupplier command) {
        Optional<String> misspelt = UnknownProperties.inEnvironment(System.getenv(), System.getProperties());
        if (misspelt.isPresent()) {
            return failed(misspelt.get());
        }
        try {
            return command.getAsInt();
        } catch (ParameterException e) {
            throw e;
        } catch (EvaluationException e) {
            return failed(e.sentence());
        } catch (RuntimeException e) {
            return failed(StartFailures.sentenceFor(e));
        }
    }

    <E> List<Trial<E>> trials(Setting<E> setting, Path data) {
        // The tokenizer's library says where it found itself, and standard output is the result's alone.
        LoggingSystem.get(Evaluations.class.getClassLoader()).setLogLevel("ai.djl", LogLevel.ERROR);
        List<Example> examples = ExampleReader.read(data);
        ProgressBar bar = new ProgressBar(err(), isTerminal());
        List<Trial<E>> trials = Trials.run(
                setting.subject(),
                examples,
                setting.dataDirectory(),
                (done, total) -> bar.step("answering", done, total));
        bar.end();
        return trials;
    }

    static String digestOf(Path data) {
        try {
            return Sha256.of(Files.readAllBytes(data));
        } catch (IOException _) {
            throw new EvaluationException("cannot read " + data + ".");
        }
    }

    /** The page at the file, and its numbers beside it as JSON. */
    void write(Report report, Path file) {
        try {
            Files.writeString(file, report.html());
            Path numbers = file.resolveSibling(file.getFileName().toString().replaceFirst("\\.html?$", "") + ".json");
            Files.writeString(numbers, pretty(report.json()));
            err().println("Report: " + file + " and " + numbers);
            err().flush();
        } catch (IOException _) {
            throw new EvaluationException("--report: cannot write " + file + ".");
        }
    }

    static String pretty(JsonNode json) {
        return JsonMapper.builder()
                        .enable(SerializationFeature.INDENT_OUTPUT)
                        .build()
                        .writeValueAsString(json)
                + System.lineSeparator();
    }

    void print(String text) {
        PrintWriter out = spec.commandLine().getOut();
        out.print(text);
        out.flush();
    }

    private int failed(String sentence) {
        err().println("weir: " + sentence);
        err().flush();
        return FAILED;
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }

    private static boolean isTerminal() {
        return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    }
}

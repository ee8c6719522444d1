package dev.weir.gateway.command;

import dev.weir.gateway.bench.Bench;
import dev.weir.gateway.bench.BenchException;
import dev.weir.gateway.bench.BenchPlan;
import dev.weir.gateway.bench.BenchReport;
import dev.weir.gateway.bench.ReportTable;
import dev.weir.slm.ModelFolder;
import dev.weir.slm.SlmException;
import dev.weir.slm.SlmOptions;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggerConfiguration;
import org.springframework.boot.logging.LoggingSystem;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** {@code weir bench}: how fast a model runs here. */
@Command(
        name = "bench",
        description = "Measures how fast a model reads prompts and writes answers on this machine.",
        mixinStandardHelpOptions = true,
        footer = {"", "docs/guide/measuring-a-model.md says what each number is."})
final class BenchCommand implements Callable<Integer> {

    private static final String LLAMA = "llama.cpp";

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--model", paramLabel = "FOLDER", required = true, description = "A model folder.")
    private Path model = Path.of("");

    @Option(
            names = "--variant",
            paramLabel = "NAME",
            description = "Which graph, such as q4 (default: the most quantized that runs).")
    private @Nullable String variant;

    @Option(names = "--threads", paramLabel = "COUNT", description = "How many compute (default: all processors).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--prompt",
            paramLabel = "TOKENS",
            split = ",",
            description = "Lengths of prompts to read (default: 128,512).")
    private List<Integer> prompts = List.of(128, 512);

    @Option(
            names = "--batch",
            paramLabel = "ROWS",
            split = ",",
            description = "How many answers are written together (default: 1,2,4,8,16).")
    private List<Integer> batches = List.of(1, 2, 4, 8, 16);

    @Option(names = "--tokens", paramLabel = "COUNT", description = "Tokens of each answer (default: 64).")
    private int tokens = 64;

    @Option(names = "--context", paramLabel = "TOKENS", description = "Tokens before each answer (default: 128).")
    private int context = 128;

    @Option(names = "--rounds", paramLabel = "COUNT", description = "How often all is measured (default: 5).")
    private int rounds = 5;

    @Option(names = "--json", description = "Print JSON with every sample instead of a table.")
    private boolean json;

    @Option(names = "--against", paramLabel = LLAMA, description = "Measure llama.cpp in turns with Weir.")
    private @Nullable String against;

    @Option(names = "--llama-bin", paramLabel = "FOLDER", description = "Where llama.cpp's programs are.")
    private @Nullable Path programs;

    @Option(
            names = "--gguf",
            paramLabel = "FILE",
            split = ",",
            description = "The model for llama.cpp; of several the best in each cell is compared with.")
    private List<Path> files = List.of();

    @Override
    public Integer call() {
        BenchPlan plan = plan();
        Path folder = programs == null ? Path.of("") : programs;
        SlmOptions options = SlmOptions.of(ModelFolder.at(model)).withVariant(variant);
        try {
            print(quietly(() -> Bench.run(options, plan, folder, files, this::say)));
            return 0;
        } catch (BenchException | SlmException e) {
            say(Objects.requireNonNullElse(e.getMessage(), "the measurement failed") + ".");
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            say("interrupted.");
            return 1;
        }
    }

    private interface Measuring {
        BenchReport report() throws InterruptedException;
    }

    /** The log goes to standard output, which is the report's alone. */
    private static BenchReport quietly(Measuring measuring) throws InterruptedException {
        LoggingSystem logging = LoggingSystem.get(BenchCommand.class.getClassLoader());
        LoggerConfiguration before = logging.getLoggerConfiguration(LoggingSystem.ROOT_LOGGER_NAME);
        logging.setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.OFF);
        try {
            return measuring.report();
        } finally {
            LogLevel usual = before == null ? LogLevel.INFO : before.getEffectiveLevel();
            logging.setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, usual);
        }
    }

    private BenchPlan plan() {
        if (!Files.isDirectory(model)) {
            throw refusal("--model: there is no folder " + model + ".");
        }
        if (against != null && !against.equals(LLAMA)) {
            throw refusal("--against: only " + LLAMA + " is known, not " + against + ".");
        }
        boolean complete = programs != null && !files.isEmpty();
        if (against != null && !complete) {
            throw refusal("--against " + LLAMA + " needs --llama-bin FOLDER and --gguf FILE.");
        }
        if (against == null && (programs != null || !files.isEmpty())) {
            throw refusal("--llama-bin and --gguf belong to --against " + LLAMA + ".");
        }
        try {
            return new BenchPlan(prompts, batches, tokens, context, rounds, threads);
        } catch (IllegalArgumentException e) {
            throw refusal(e.getMessage() + ".");
        }
    }

    private void print(BenchReport report) {
        PrintWriter to = Objects.requireNonNull(spec).commandLine().getOut();
        to.print(json ? asJson(report) : ReportTable.of(report));
        to.flush();
    }

    private static String asJson(BenchReport report) {
        JsonMapper mapper =
                JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        return mapper.writeValueAsString(report) + System.lineSeparator();
    }

    private void say(String line) {
        PrintWriter to = Objects.requireNonNull(spec).commandLine().getErr();
        to.println("weir: " + line);
        to.flush();
    }

    private ParameterException refusal(String sentence) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), sentence);
    }
}

package dev.weir.gateway.command;

import dev.weir.slm.SlmException;
import dev.weir.slm.convert.Accuracy;
import dev.weir.slm.convert.Conversion;
import dev.weir.slm.convert.ConversionOptions;
import dev.weir.slm.convert.Manifest;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code weir convert}: from a Hugging Face folder to Weir's fastest graphs. */
@Command(
        name = "convert",
        description = "Makes Weir's fastest graphs of a model: 4-bit weights to decode with, 8-bit ones to read prompts"
                + " with, and says what they lose against single precision.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Models: Llama, SmolLM, Mistral, Qwen2, Qwen2.5, Qwen3, Phi-3, Gemma, Gemma-2, Gemma-3 (text), with weights"
                    + " in safetensors. The check needs 4 bytes of disk and memory per weight for a while."
        })
final class ConvertCommand implements Callable<Integer> {

    private enum Head {
        int4,
        int8
    }

    private enum Prefill {
        int8,
        none
    }

    private enum Precision {
        int4,
        fp32
    }

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "MODEL_FOLDER",
            description = "A Hugging Face folder: config.json, tokenizer.json, *.safetensors.")
    private Path model = Path.of("");

    @Option(names = "--out", paramLabel = "FOLDER", required = true, description = "The folder to make.")
    private Path out = Path.of("");

    @Option(
            names = "--block",
            paramLabel = "WEIGHTS",
            description = "How many 4-bit weights share a scale: 16, 32, 64, 128 or 256 (default: 128). Fewer are more"
                    + " exact and slower.")
    private int block = 128;

    @Option(
            names = "--head",
            paramLabel = "int4|int8",
            description = "Weights of the language-model head (default: int4).")
    private Head head = Head.int4;

    @Option(
            names = "--prefill",
            paramLabel = "int8|none",
            description = "The graph that reads prompts (default: int8); with none the decode graph reads them.")
    private Prefill prefill = Prefill.int8;

    @Option(
            names = "--precision",
            paramLabel = "int4|fp32",
            description = "fp32 makes one graph of single precision, to compare with (default: int4).")
    private Precision precision = Precision.int4;

    @Option(names = "--skip-check", description = "Do not measure what is lost.")
    private boolean skipCheck;

    @Override
    public Integer call() {
        ConversionOptions options = options();
        // The tokenizer's library says where it found itself.
        LoggingSystem.get(ConvertCommand.class.getClassLoader()).setLogLevel("ai.djl", LogLevel.WARN);
        ProgressBar bar = new ProgressBar(err(), isTerminal());
        try {
            Manifest manifest = Conversion.run(options, version(), bar);
            bar.end();
            describe(manifest);
            return 0;
        } catch (FileAlreadyExistsException e) {
            return failed(bar, "--out: " + e.getFile() + " is there already and not empty; choose another folder.");
        } catch (IOException e) {
            return failed(bar, "cannot write " + out + ": " + e.getMessage());
        } catch (SlmException e) {
            return failed(
                    bar,
                    e.getMessage()
                            + (e.getCause() == null ? "" : ": " + e.getCause().getMessage()));
        }
    }

    private ConversionOptions options() {
        if (!Files.isDirectory(model)) {
            throw refusal("there is no folder " + model + ".");
        }
        try {
            boolean reference = precision == Precision.fp32;
            return new ConversionOptions(
                    model, out, block, head == Head.int8 ? 8 : 4, prefill == Prefill.int8, reference, !skipCheck);
        } catch (IllegalArgumentException e) {
            throw refusal(e.getMessage() + ".");
        }
    }

    private void describe(Manifest manifest) throws IOException {
        PrintWriter to = Objects.requireNonNull(spec).commandLine().getOut();
        to.printf(Locale.ROOT, "%s: %s, %d layers%n", out, manifest.architecture(), manifest.layers());
        to.printf(Locale.ROOT, "  decode   %s, head %s  %s%n", manifest.weights(), manifest.head(), manifest.decode());
        if (!manifest.prefill().equals(manifest.decode())) {
            to.printf(Locale.ROOT, "  prefill  int8            %s%n", manifest.prefill());
        }
        to.printf(Locale.ROOT, "  %,.1f MB in onnx/%n", megabytes(manifest));
        if (manifest.accuracy() != null) {
            to.println(sentence(manifest.accuracy()));
        }
        to.flush();
    }

    private double megabytes(Manifest manifest) throws IOException {
        long bytes = 0;
        for (String file : manifest.files().keySet()) {
            bytes += Files.size(out.resolve(file));
        }
        return bytes / 1e6;
    }

    private static String sentence(Accuracy accuracy) {
        return String.format(
                Locale.ROOT,
                "Against single precision, over %d tokens (%s): the same likeliest token in %.1f %% of places,"
                        + " log-probabilities %.3f apart on average, divergence %.3f, loss %.3f instead of %.3f.",
                accuracy.tokens(),
                accuracy.corpus(),
                100 * accuracy.sameFirstChoice(),
                accuracy.meanLogprobChange(),
                accuracy.meanDivergence(),
                accuracy.loss(),
                accuracy.referenceLoss());
    }

    private int failed(ProgressBar bar, String sentence) {
        bar.end();
        err().println("weir: " + sentence);
        err().flush();
        return 1;
    }

    private static String version() throws IOException {
        return new BuildVersion().getVersion()[0].replaceFirst("^weir ", "");
    }

    private static boolean isTerminal() {
        return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    }

    private PrintWriter err() {
        return Objects.requireNonNull(spec).commandLine().getErr();
    }

    private ParameterException refusal(String sentence) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), sentence);
    }
}

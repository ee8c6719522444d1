package dev.weir.slm.convert;

import ai.onnxruntime.OrtException;
import dev.weir.slm.ModelFolder;
import dev.weir.slm.SlmException;
import dev.weir.slm.convert.DecoderWriter.Forms;
import dev.weir.slm.graph.DataFile;
import dev.weir.slm.graph.ElementType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.stream.Stream;

/** Turns a Hugging Face folder into a folder with Weir's own graphs of the same model. */
public final class Conversion {

    static final String REFERENCE = "model_weir_fp32.onnx";
    static final String DECODE = "model_weir_decode.onnx";
    static final String PREFILL = "model_weir_prefill.onnx";

    private final ConversionOptions options;
    private final String version;
    private final Progress progress;
    private final Path work;
    private int done;
    private int total;

    private Conversion(ConversionOptions options, String version, Progress progress) {
        this.options = options;
        this.version = version;
        this.progress = progress;
        Path out = options.out().toAbsolutePath().normalize();
        this.work = out.resolveSibling(out.getFileName() + ".partial");
    }

    /**
     * Converts one model. The folder appears when it is whole; until then its name ends in {@code .partial}.
     *
     * @param version of Weir, for the manifest
     * @throws SlmException.UnusableModel if the model cannot be converted
     * @throws IOException if the folder cannot be written, or is there already
     */
    public static Manifest run(ConversionOptions options, String version, Progress progress) throws IOException {
        return new Conversion(options, version, progress).run();
    }

    private Manifest run() throws IOException {
        refuseUsedFolder();
        ModelFolder source = ModelFolder.at(options.model());
        DecoderPlan plan = ModelConfig.read(source);
        boolean checked = options.check() && !options.reference();
        Optional<AccuracyCheck> check = checked ? Optional.of(new AccuracyCheck(source, plan)) : Optional.empty();
        int graphs = 1 + (options.prefill() && !options.reference() ? 1 : 0) + (checked ? 1 : 0);
        total = graphs * plan.layers().size() + check.map(AccuracyCheck::steps).orElse(0);
        delete(work);
        try (SafeTensors weights = SafeTensors.open(options.model())) {
            Files.createDirectories(work.resolve("onnx"));
            copyTexts();
            write(plan, weights);
            Accuracy accuracy = check.isPresent() ? check(plan, weights, check.get()) : null;
            Manifest manifest = Manifest.of(work, plan, options, version, accuracy);
            manifest.write(work);
            Files.deleteIfExists(options.out());
            Files.move(work, options.out());
            return manifest;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } finally {
            delete(work);
        }
    }

    private void write(DecoderPlan plan, SafeTensors source) throws IOException {
        if (options.reference()) {
            writeReference(plan, source, work.resolve("onnx"));
            refuseUnknownWeights(source);
            return;
        }
        Path folder = work.resolve("onnx");
        try (DataFile decodeData = DataFile.create(folder, DECODE + "_data")) {
            Weights weights = new Weights(source, decodeData);
            LinearForm head = new BlockForm(weights, options.block(), options.headBits());
            Forms decode = new Forms(new BlockForm(weights, options.block(), 4), head, ElementType.FLOAT16);
            new DecoderWriter(plan, weights, decode, () -> step("decode graph"))
                    .build()
                    .write(folder.resolve(DECODE), "decode", "weir");
            refuseUnknownWeights(source);
            if (options.prefill()) {
                try (DataFile prefillData = DataFile.create(folder, PREFILL + "_data")) {
                    weights.continueIn(prefillData);
                    Forms prefill = new Forms(new TokenScaledForm(weights), head, ElementType.FLOAT16);
                    new DecoderWriter(plan, weights, prefill, () -> step("prefill graph"))
                            .build()
                            .write(folder.resolve(PREFILL), "prefill", "weir");
                }
            }
        }
    }

    private void writeReference(DecoderPlan plan, SafeTensors source, Path folder) throws IOException {
        try (DataFile data = DataFile.create(folder, REFERENCE + "_data")) {
            Weights weights = new Weights(source, data);
            LinearForm form = new FloatForm(weights);
            new DecoderWriter(plan, weights, new Forms(form, form, ElementType.FLOAT), () -> step("fp32 graph"))
                    .build()
                    .write(folder.resolve(REFERENCE), "reference", "weir");
        }
    }

    private Accuracy check(DecoderPlan plan, SafeTensors source, AccuracyCheck check) throws IOException {
        Path folder = work.resolve("onnx");
        writeReference(plan, source, folder);
        try {
            Path prefill = folder.resolve(options.prefill() ? PREFILL : DECODE);
            return check.compare(folder.resolve(REFERENCE), prefill, folder.resolve(DECODE), () -> step("accuracy"));
        } catch (OrtException e) {
            throw new SlmException.Broken("ONNX Runtime cannot run what was converted", e);
        } finally {
            Files.deleteIfExists(folder.resolve(REFERENCE));
            Files.deleteIfExists(folder.resolve(REFERENCE + "_data"));
        }
    }

    private void step(String what) {
        done++;
        progress.step(what, done, total);
    }

    /** A weight that no graph uses means a model of another build than its configuration says. */
    private void refuseUnknownWeights(SafeTensors source) {
        var unused = source.unused();
        if (!unused.isEmpty()) {
            throw new SlmException.UnusableModel(options.model() + " has weights that the conversion does not know: "
                    + unused.stream().limit(3).toList()
                    + (unused.size() > 3 ? " and " + (unused.size() - 3) + " more" : ""));
        }
    }

    private void refuseUsedFolder() throws IOException {
        if (!Files.exists(options.out())) {
            return;
        }
        try (Stream<Path> files = Files.isDirectory(options.out()) ? Files.list(options.out()) : Stream.of(work)) {
            if (files.findAny().isPresent()) {
                throw new java.nio.file.FileAlreadyExistsException(options.out().toString());
            }
        }
    }

    /** Configuration, tokenizer, templates and licence: what is text and no index of weights. */
    private void copyTexts() throws IOException {
        try (Stream<Path> files = Files.list(options.model())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = file.getFileName().toString();
                boolean wanted = name.matches("(.*\\.(json|jinja|txt|model|md)|LICENSE.*|NOTICE.*)")
                        && !name.endsWith(".index.json")
                        && !name.equals(Manifest.FILE);
                if (wanted) {
                    Files.copy(file, work.resolve(name), StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}

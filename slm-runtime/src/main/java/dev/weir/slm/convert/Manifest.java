package dev.weir.slm.convert;

import dev.weir.slm.ModelFolder;
import dev.weir.slm.SlmException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code weir.json}: what a converted folder holds.
 *
 * @param format version of this file and of the graphs' inputs and outputs
 * @param weir version that made it
 * @param architecture the model's {@code model_type}
 * @param decode file of the graph for single tokens
 * @param prefill file of the graph for prompts; the one for single tokens where there is none of its own
 * @param weights {@code int4} or {@code fp32}
 * @param block how many weights share a scale, at most; 0 for fp32
 * @param head {@code int4}, {@code int8} or {@code fp32}
 * @param files SHA-256, in hexadecimal, of each file in {@code onnx/}
 * @param accuracy null if it was not measured
 */
public record Manifest(
        int format,
        String weir,
        String architecture,
        String decode,
        String prefill,
        String weights,
        int block,
        String head,
        int layers,
        int kvHeads,
        int headSize,
        int vocabulary,
        int context,
        Map<String, String> files,
        @Nullable Accuracy accuracy) {

    /** Its name in the folder. */
    public static final String FILE = "weir.json";

    /** The version of the format that is written and read. */
    public static final int FORMAT = 1;

    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    public Manifest {
        files = new TreeMap<>(files);
    }

    /**
     * Reads the manifest of a folder; empty if it has none, so that it was not converted.
     *
     * @throws dev.weir.slm.SlmException.UnusableModel if the manifest is broken or of a later format
     */
    public static Optional<Manifest> find(ModelFolder folder) {
        return folder.find(FILE).map(bytes -> {
            Manifest read;
            try {
                read = MAPPER.readValue(bytes, Manifest.class);
            } catch (JacksonException e) {
                throw new SlmException.UnusableModel(folder.nameOf(FILE) + " is not a manifest", e);
            }
            if (read.format != FORMAT) {
                throw new SlmException.UnusableModel(
                        folder.nameOf(FILE) + " is of format " + read.format + "; convert the model again");
            }
            return read;
        });
    }

    /** Describes the files in the folder {@code work}. */
    static Manifest of(
            Path work, DecoderPlan plan, ConversionOptions options, String version, @Nullable Accuracy accuracy)
            throws IOException {
        boolean reference = options.reference();
        String decode = reference ? Conversion.REFERENCE : Conversion.DECODE;
        String prefill = reference || !options.prefill() ? decode : Conversion.PREFILL;
        return new Manifest(
                FORMAT,
                version,
                plan.family(),
                "onnx/" + decode,
                "onnx/" + prefill,
                reference ? "fp32" : "int4",
                reference ? 0 : options.block(),
                reference ? "fp32" : "int" + options.headBits(),
                plan.layers().size(),
                plan.kvHeads(),
                plan.headSize(),
                plan.vocabulary(),
                plan.context(),
                digests(work),
                accuracy);
    }

    void write(Path folder) throws IOException {
        Files.write(folder.resolve(FILE), MAPPER.writeValueAsBytes(this));
    }

    private static Map<String, String> digests(Path work) throws IOException {
        Map<String, String> digests = new TreeMap<>();
        try (Stream<Path> files = Files.list(work.resolve("onnx"))) {
            for (Path file : files.toList()) {
                digests.put("onnx/" + file.getFileName(), digest(file));
            }
        }
        return digests;
    }

    private static String digest(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file);
                DigestInputStream digested = new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
            digested.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digested.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}

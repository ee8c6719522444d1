package dev.weir.slm;

import static java.util.Objects.requireNonNull;

import dev.weir.slm.onnx.EncoderGraph;
import dev.weir.slm.onnx.ModelFiles;
import dev.weir.slm.text.ModelJson;
import dev.weir.slm.text.Tokenizer;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * An encoder with a classification head, from a folder with {@code config.json} (its {@code id2label}),
 * {@code tokenizer.json} and a graph with an output {@code logits}.
 *
 * <p>Each call computes on the thread that makes it and on no other; any number of threads may call at once. Closing
 * waits for running calls; later calls throw {@link IllegalStateException}. Close it before the process exits: ONNX
 * Runtime crashes a process that ends during a call.
 */
public final class SlmClassifier implements AutoCloseable {

    private static final List<String> VARIANTS = List.of("quantized", "int8", "fp32");
    private static final String LOGITS = "logits";
    private static final String EMBEDDING = "embedding";
    private static final String NEAREST_COSINE = "nearest_cosine";

    private final String name;
    private final String file;
    private final EncoderGraph graph;
    private final Tokenizer tokenizer;
    private final List<String> labels;
    private final int maxTokens;
    private final String modelDigest;
    private final String tokenizerDigest;

    private SlmClassifier(ModelFolder folder, String file, EncoderGraph graph, Tokenizer tokenizer, ModelJson config) {
        this.name = folder.name();
        this.file = file;
        this.graph = graph;
        this.tokenizer = tokenizer;
        this.labels = labels(config);
        this.maxTokens = config.requiredInt("max_position_embeddings");
        this.modelDigest = folder.digest(file);
        this.tokenizerDigest = folder.digest(Tokenizer.FILE);
    }

    /**
     * Loads the smallest graph of the folder: {@code model_quantized}, else {@code model_int8}, else {@code model}.
     *
     * @throws SlmException.UnusableModel if the folder cannot be run; the message names what is missing
     */
    public static SlmClassifier load(ModelFolder folder) {
        ModelJson config = ModelJson.read(folder, "config.json");
        Tokenizer tokenizer = Tokenizer.load(folder);
        String file = ModelFiles.present(folder, VARIANTS).getFirst();
        EncoderGraph graph = EncoderGraph.open(folder, file);
        try {
            SlmClassifier classifier = new SlmClassifier(folder, file, graph, tokenizer, config);
            classifier.checkOutputs(folder);
            return classifier;
        } catch (SlmException e) {
            graph.close();
            throw e;
        }
    }

    /**
     * Finds the text's label.
     *
     * @throws SlmException.PromptTooLong if the text has more tokens than {@link #maxTokens()}; nothing is cut off
     * @throws SlmException.Unsupported if the text spells a token of the model's own that its tokenizer cannot tell apart
     */
    public Classification classify(String text) {
        long begun = cpuNanos();
        long[] ids = encode(text);
        Map<String, float[]> outputs = graph.run(ids, scoreOutputs());
        float[] cosine = outputs.get(NEAREST_COSINE);
        OptionalDouble nearest = cosine == null ? OptionalDouble.empty() : OptionalDouble.of(cosine[0]);
        float[] logits = requireNonNull(outputs.get(LOGITS));
        return new Classification(labels, logits, nearest, ids.length, Duration.ofNanos(cpuNanos() - begun));
    }

    /** Whether {@link #embed} can give anything. */
    public boolean embeds() {
        return graph.outputs().contains(EMBEDDING);
    }

    /**
     * The text's embedding, as long as the graph makes it.
     *
     * @throws SlmException.PromptTooLong as {@link #classify} does
     * @throws SlmException.Unsupported if the graph has no output {@code embedding}
     */
    public Embedding embed(String text) {
        if (!embeds()) {
            throw new SlmException.Unsupported("the model " + name + " has no output " + EMBEDDING);
        }
        long begun = cpuNanos();
        long[] ids = encode(text);
        float[] vector = requireNonNull(graph.run(ids, Set.of(EMBEDDING)).get(EMBEDDING));
        return new Embedding(vector, ids.length, Duration.ofNanos(cpuNanos() - begun));
    }

    /**
     * The text that this model's tokenizer spells so.
     *
     * @throws SlmException.Unsupported if one is no token of it
     */
    public String textOf(List<Integer> tokens) {
        for (int token : tokens) {
            if (!tokenizer.knows(token)) {
                throw new SlmException.Unsupported("the model " + name + " has no token " + token);
            }
        }
        return tokenizer.decode(tokens.stream().mapToLong(Integer::longValue).toArray());
    }

    /** How many tokens the text has, those around it included. */
    public int countTokens(String text) {
        return tokenizer.encode(text).length;
    }

    /** The most tokens a text may have. */
    public int maxTokens() {
        return maxTokens;
    }

    public String name() {
        return name;
    }

    /** The graph that was chosen, such as {@code onnx/model_quantized.onnx}. */
    public String file() {
        return file;
    }

    public List<String> labels() {
        return labels;
    }

    /** SHA-256 of the graph's file, in lower-case hexadecimal. */
    public String modelDigest() {
        return modelDigest;
    }

    /** SHA-256 of {@code tokenizer.json}, in lower-case hexadecimal. */
    public String tokenizerDigest() {
        return tokenizerDigest;
    }

    /** Waits for running calls. Closing twice does nothing. */
    @Override
    public void close() {
        graph.close();
    }

    private long[] encode(String text) {
        long[] ids = tokenizer.encode(text);
        if (ids.length > maxTokens) {
            throw new SlmException.PromptTooLong(ids.length, maxTokens);
        }
        return ids;
    }

    private Set<String> scoreOutputs() {
        return Stream.of(LOGITS, NEAREST_COSINE)
                .filter(graph.outputs()::contains)
                .collect(Collectors.toSet());
    }

    private void checkOutputs(ModelFolder folder) {
        if (!graph.outputs().contains(LOGITS)) {
            throw new SlmException.UnusableModel(folder.nameOf(file) + " has no output " + LOGITS);
        }
        int width = graph.width(LOGITS).orElse(labels.size());
        if (width != labels.size()) {
            throw new SlmException.UnusableModel(folder.nameOf("config.json") + " names " + labels.size()
                    + " labels in id2label, but " + file + " has " + width);
        }
    }

    private static List<String> labels(ModelJson config) {
        JsonNode byId = config.required("id2label");
        List<String> labels = new ArrayList<>();
        for (int id = 0; id < byId.size(); id++) {
            JsonNode label = byId.get(Integer.toString(id));
            if (label == null) {
                throw new SlmException.UnusableModel(config + " has no label " + id + " in id2label");
            }
            labels.add(label.asString());
        }
        return List.copyOf(labels);
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}

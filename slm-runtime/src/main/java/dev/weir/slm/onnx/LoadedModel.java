package dev.weir.slm.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.weir.slm.ModelDescription;
import dev.weir.slm.ModelFolder;
import dev.weir.slm.SlmException;
import dev.weir.slm.SlmLimits;
import dev.weir.slm.SlmOptions;
import dev.weir.slm.automaton.TokenVocabulary;
import dev.weir.slm.constraint.ConstraintCache;
import dev.weir.slm.sampling.Distribution;
import dev.weir.slm.text.ModelJson;
import dev.weir.slm.text.PromptEncoder;
import dev.weir.slm.text.Tokenizer;
import dev.weir.slm.tool.ToolMarker;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A generative model with everything it needs, ready to decode. */
public final class LoadedModel implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LoadedModel.class);

    /** What {@code weir convert} writes. */
    private static final String CONVERTED = "weir";

    private static final String MANIFEST = "weir.json";

    /** How many constraints stay compiled. */
    private static final int CONSTRAINTS = 256;

    /** From the fewest bits to the most. */
    private static final List<String> VARIANTS =
            List.of("q4", "q4f16", "bnb4", "quantized", "int8", "uint8", "fp16", "fp32");

    private final GeneratorConfig config;
    private final PromptEncoder prompts;
    private final Tokenizer tokenizer;
    private final Sessions sessions;
    private final ModelDescription description;
    private final SlmOptions options;
    private final OrtSession.RunOptions uninterrupted;
    private @Nullable ConstraintCache constraints;

    private LoadedModel(
            GeneratorConfig config,
            Tokenizer tokenizer,
            PromptEncoder prompts,
            Sessions sessions,
            ModelDescription description,
            SlmOptions options)
            throws OrtException {
        this.config = config;
        this.prompts = prompts;
        this.tokenizer = tokenizer;
        this.sessions = sessions;
        this.description = description;
        this.options = options;
        this.uninterrupted = new OrtSession.RunOptions();
    }

    /**
     * Loads a folder. Without a variant named, it takes the most quantized graph that runs.
     *
     * @throws SlmException.UnusableModel if it cannot be run; the message names what is missing or wrong
     */
    public static LoadedModel open(SlmOptions options) {
        Distribution.prepare();
        ModelFolder folder = options.folder();
        GeneratorConfig config = GeneratorConfig.read(folder);
        Tokenizer tokenizer = Tokenizer.load(folder);
        tokenizer.newDecoder(true);
        PromptEncoder prompts = PromptEncoder.load(folder, tokenizer);
        String variant = options.variant();
        List<Graphs> candidates = candidates(folder, variant, config);
        int context = options.maxContextTokens() == 0
                ? config.contextTokens()
                : Math.min(options.maxContextTokens(), config.contextTokens());
        for (Graphs graphs : candidates.subList(0, candidates.size() - 1)) {
            try {
                return open(options, graphs, context, config, tokenizer, prompts);
            } catch (SlmException.UnusableModel e) {
                LOG.info("Skipping {}: {}", folder.nameOf(graphs.decode), e.getMessage());
            }
        }
        return open(options, candidates.getLast(), context, config, tokenizer, prompts);
    }

    /** Two files, or twice the same: one for single tokens, one for prompts. */
    private record Graphs(String decode, String prefill) {}

    private static List<Graphs> candidates(ModelFolder folder, @Nullable String variant, GeneratorConfig config) {
        Optional<ModelJson> converted = ModelJson.find(folder, MANIFEST);
        if (converted.isPresent() && (variant == null || variant.equals(CONVERTED))) {
            return List.of(new Graphs(
                    converted.get().required("decode").asString(),
                    converted.get().required("prefill").asString()));
        }
        String named = config.graph();
        List<String> files = named == null
                ? ModelFiles.present(folder, variant == null ? VARIANTS : List.of(variant))
                : List.of(named);
        return files.stream().map(file -> new Graphs(file, file)).toList();
    }

    private static LoadedModel open(
            SlmOptions options,
            Graphs graphs,
            int context,
            GeneratorConfig config,
            Tokenizer tokenizer,
            PromptEncoder prompts) {
        ModelFolder folder = options.folder();
        DecoderGraph decode = DecoderGraph.open(folder, graphs.decode, options.threads(), config.headSize());
        DecoderGraph prefill = decode;
        try {
            int held = held(decode.shape(), options.limits(), context, folder.nameOf(graphs.decode));
            tryOut(decode, folder.nameOf(graphs.decode));
            if (!graphs.prefill.equals(graphs.decode)) {
                prefill = DecoderGraph.open(folder, graphs.prefill, options.threads(), config.headSize());
                tryOut(prefill, folder.nameOf(graphs.prefill));
                requireSameCache(decode, prefill, folder);
            }
            int many = decode == prefill
                    ? Crossover.NEVER
                    : Crossover.measure(decode, prefill, options.limits().rows());
            ModelDescription description = describe(folder, graphs, decode, held, prompts);
            LOG.info("Running {} with {} threads", folder.nameOf(graphs.decode), options.threads());
            if (many != Crossover.NEVER) {
                LOG.info("From {} rows on, {} makes the steps", many, folder.nameOf(graphs.prefill));
            }
            Sessions sessions = new Sessions(decode, prefill, many);
            return new LoadedModel(config, tokenizer, prompts, sessions, description, options);
        } catch (OrtException e) {
            new Sessions(decode, prefill, Crossover.NEVER).close();
            throw new SlmException.UnusableModel(folder.nameOf(graphs.decode) + " cannot be run by ONNX Runtime", e);
        } catch (SlmException e) {
            new Sessions(decode, prefill, Crossover.NEVER).close();
            throw e;
        }
    }

    private static void requireSameCache(DecoderGraph decode, DecoderGraph prefill, ModelFolder folder) {
        if (!decode.shape().kv().equals(prefill.shape().kv())
                || decode.shape().sharesBuffer() != prefill.shape().sharesBuffer()
                || decode.shape().vocabulary() != prefill.shape().vocabulary()) {
            throw new SlmException.UnusableModel(folder + " has two graphs that do not fit together");
        }
    }

    /** The graph for single tokens and the one for prompts, which may be the same, and for steps of {@code many} rows. */
    private record Sessions(DecoderGraph decode, DecoderGraph prefill, int many) {
        void close() {
            decode.close();
            if (prefill != decode) {
                prefill.close();
            }
        }
    }

    /** How much of the context the memory for keys and values holds once. */
    private static int held(DecoderShape shape, SlmLimits limits, int context, String file) {
        int held = context;
        try (KvCache cache = KvCache.of(shape, limits.cacheBytes(), context)) {
            while (held > 0 && !cache.fits(1, held)) {
                held -= Math.max(1, held / 16);
            }
        }
        if (held < 2) {
            throw new SlmException.UnusableModel(file + " needs " + shape.kv().bytesPerToken()
                    + " bytes for each token, and " + limits.cacheBytes() + " bytes are not enough for two");
        }
        if (held < context) {
            LOG.warn(
                    "The memory of {} bytes for keys and values holds {} of {} tokens",
                    limits.cacheBytes(),
                    held,
                    context);
        }
        return held;
    }

    /** Some graphs open and then lack a kernel, or give logits of another shape: one token tells. */
    private static void tryOut(DecoderGraph graph, String file) {
        try (KvCache cache = KvCache.of(graph.shape(), Long.MAX_VALUE, 1);
                OrtSession.RunOptions options = new OrtSession.RunOptions()) {
            cache.reserve(1, 1);
            cache.openGuest(0);
            graph.read(cache.guest(), new long[] {0}, 1, options);
        } catch (OrtException e) {
            throw new SlmException.UnusableModel(file + " cannot be run by ONNX Runtime: " + e.getMessage(), e);
        }
    }

    private static ModelDescription describe(
            ModelFolder folder, Graphs graphs, DecoderGraph decode, int context, PromptEncoder prompts) {
        KvLayout.Slot first = decode.shape().kv().slots().getFirst();
        return new ModelDescription(
                folder.name(),
                graphs.decode,
                precisionOf(graphs, decode),
                decode.shape().layers(),
                first.heads(),
                first.headSize(),
                decode.shape().vocabulary(),
                context,
                folder.digest(List.of(graphs.decode, graphs.prefill)),
                folder.digest(Tokenizer.FILE),
                prompts.templateDigest().orElse(null));
    }

    /** Not every file that is named as the full graph is one: onnxruntime-genai names them all so. */
    private static String precisionOf(Graphs graphs, DecoderGraph decode) {
        String named = ModelFiles.variantOf(graphs.decode);
        return named.equals("fp32") || named.startsWith(CONVERTED) ? ModelFiles.variantOf(decode.bits()) : named;
    }

    public ModelDescription description() {
        return description;
    }

    public PromptEncoder prompts() {
        return prompts;
    }

    public GeneratorConfig config() {
        return config;
    }

    public Tokenizer tokenizer() {
        return tokenizer;
    }

    /** The graph that reads prompts. It may be quantized in another way than the other. */
    DecoderGraph prefill() {
        return sessions.prefill;
    }

    boolean hasTwoGraphs() {
        return sessions.decode != sessions.prefill;
    }

    /** The graph that writes answers. */
    DecoderGraph decode() {
        return sessions.decode;
    }

    /** The graph that makes a step of so many rows soonest, as it was measured when the model was loaded. */
    DecoderGraph stepping(int rows) {
        return rows < sessions.many ? sessions.decode : sessions.prefill;
    }

    /** Made at the first call, which may take seconds. For any thread. */
    synchronized ConstraintCache constraints() {
        if (constraints == null) {
            Map<Integer, Integer> marks = prompts.toolFormat().stream()
                    .flatMap(format -> format.markers().stream())
                    .collect(Collectors.toMap(ToolMarker::token, marker -> ToolMarker.byteOf(marker.character())));
            TokenVocabulary tokens = TokenVocabulary.of(tokenizer.tokenBytes(marks), config.endTokens());
            constraints = new ConstraintCache(tokens, CONSTRAINTS);
        }
        return constraints;
    }

    /** Options of passes that nobody ends early. */
    OrtSession.RunOptions uninterrupted() {
        return uninterrupted;
    }

    /** How long native passes have taken so far. The engine's thread's alone. */
    long passNanos() {
        boolean same = sessions.prefill.equals(sessions.decode);
        return sessions.decode.passNanos() + (same ? 0 : sessions.prefill.passNanos());
    }

    int vocabulary() {
        return sessions.decode.shape().vocabulary();
    }

    SlmLimits limits() {
        return options.limits();
    }

    int threads() {
        return options.threads();
    }

    /** Nothing may run on it any more. */
    @Override
    public void close() {
        uninterrupted.close();
        sessions.close();
    }
}

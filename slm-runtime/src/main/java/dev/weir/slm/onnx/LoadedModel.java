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
import dev.weir.slm.text.PromptEncoder;
import dev.weir.slm.text.Tokenizer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A generative model with everything it needs, ready to decode. */
public final class LoadedModel implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LoadedModel.class);

    /** How many constraints stay compiled. */
    private static final int CONSTRAINTS = 256;

    /** From the fewest bits to the most. */
    private static final List<String> VARIANTS =
            List.of("q4", "q4f16", "bnb4", "quantized", "int8", "uint8", "fp16", "fp32");

    private final GeneratorConfig config;
    private final PromptEncoder prompts;
    private final Tokenizer tokenizer;
    private final DecoderGraph graph;
    private final ModelDescription description;
    private final SlmOptions options;
    private final OrtSession.RunOptions uninterrupted;
    private @Nullable ConstraintCache constraints;

    private LoadedModel(
            GeneratorConfig config,
            Tokenizer tokenizer,
            PromptEncoder prompts,
            DecoderGraph graph,
            ModelDescription description,
            SlmOptions options)
            throws OrtException {
        this.config = config;
        this.prompts = prompts;
        this.tokenizer = tokenizer;
        this.graph = graph;
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
        ModelFolder folder = options.folder();
        GeneratorConfig config = GeneratorConfig.read(folder);
        Tokenizer tokenizer = Tokenizer.load(folder);
        tokenizer.newDecoder(true);
        PromptEncoder prompts = PromptEncoder.load(folder, tokenizer);
        String variant = options.variant();
        String named = config.graph();
        List<String> files = named != null
                ? List.of(named)
                : ModelFiles.present(folder, variant == null ? VARIANTS : List.of(variant));
        int context = options.maxContextTokens() == 0
                ? config.contextTokens()
                : Math.min(options.maxContextTokens(), config.contextTokens());
        for (String file : files.subList(0, files.size() - 1)) {
            try {
                return open(options, file, context, config, tokenizer, prompts);
            } catch (SlmException.UnusableModel e) {
                LOG.info("Skipping {}: {}", folder.nameOf(file), e.getMessage());
            }
        }
        return open(options, files.getLast(), context, config, tokenizer, prompts);
    }

    private static LoadedModel open(
            SlmOptions options,
            String file,
            int context,
            GeneratorConfig config,
            Tokenizer tokenizer,
            PromptEncoder prompts) {
        ModelFolder folder = options.folder();
        DecoderGraph graph = DecoderGraph.open(folder, file, options.threads(), config.headSize());
        try {
            int held = held(graph.shape(), options.limits(), context, folder.nameOf(file));
            tryOut(graph, folder.nameOf(file));
            ModelDescription description = describe(
                    folder,
                    file,
                    config.graph() == null ? ModelFiles.variantOf(file) : ModelFiles.variantOf(graph.bits()),
                    graph.shape(),
                    held,
                    prompts);
            LOG.info("Running {} with {} threads", folder.nameOf(file), options.threads());
            return new LoadedModel(config, tokenizer, prompts, graph, description, options);
        } catch (OrtException e) {
            graph.close();
            throw new SlmException.UnusableModel(folder.nameOf(file) + " cannot be run by ONNX Runtime", e);
        } catch (SlmException e) {
            graph.close();
            throw e;
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
            ModelFolder folder, String file, String variant, DecoderShape shape, int context, PromptEncoder prompts) {
        return new ModelDescription(
                folder.name(),
                file,
                variant,
                shape.layers(),
                shape.kv().slots().getFirst().heads(),
                shape.kv().slots().getFirst().headSize(),
                shape.vocabulary(),
                context,
                folder.digest(file),
                folder.digest(Tokenizer.FILE),
                prompts.templateDigest().orElse(null));
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

    Tokenizer tokenizer() {
        return tokenizer;
    }

    DecoderGraph graph() {
        return graph;
    }

    /** Made when the first constraint comes. The engine's thread's alone. */
    ConstraintCache constraints() {
        if (constraints == null) {
            TokenVocabulary tokens = TokenVocabulary.of(tokenizer.tokenBytes(), config.endTokens());
            constraints = new ConstraintCache(tokens, CONSTRAINTS);
        }
        return constraints;
    }

    /** The graph that is the fastest for passes of so many tokens. */
    DecoderGraph graphFor(int tokens) {
        return graph;
    }

    /** Options of passes that nobody ends early. */
    OrtSession.RunOptions uninterrupted() {
        return uninterrupted;
    }

    int vocabulary() {
        return graph.shape().vocabulary();
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
        graph.close();
    }
}

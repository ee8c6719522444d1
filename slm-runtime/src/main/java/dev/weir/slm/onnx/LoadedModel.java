package dev.weir.slm.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.weir.slm.ModelDescription;
import dev.weir.slm.ModelFolder;
import dev.weir.slm.SlmException;
import dev.weir.slm.SlmOptions;
import dev.weir.slm.text.PromptEncoder;
import dev.weir.slm.text.Tokenizer;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A generative model with everything it needs, ready to decode. */
public final class LoadedModel implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LoadedModel.class);

    /** From the fewest bits to the most. */
    private static final List<String> VARIANTS =
            List.of("q4", "q4f16", "bnb4", "quantized", "int8", "uint8", "fp16", "fp32");

    private final GeneratorConfig config;
    private final PromptEncoder prompts;
    private final Tokenizer tokenizer;
    private final DecoderGraph graph;
    private final ModelDescription description;
    private final int threads;

    private LoadedModel(
            GeneratorConfig config,
            Tokenizer tokenizer,
            PromptEncoder prompts,
            DecoderGraph graph,
            ModelDescription description,
            int threads) {
        this.config = config;
        this.tokenizer = tokenizer;
        this.prompts = prompts;
        this.graph = graph;
        this.description = description;
        this.threads = threads;
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
        List<String> files = ModelFiles.present(folder, variant == null ? VARIANTS : List.of(variant));
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
        DecoderGraph graph = DecoderGraph.open(folder, file, options.threads(), context);
        try {
            tryOut(graph, folder.nameOf(file));
            ModelDescription description = describe(folder, file, graph.shape(), context, prompts);
            LOG.info("Running {} with {} threads", folder.nameOf(file), options.threads());
            return new LoadedModel(config, tokenizer, prompts, graph, description, options.threads());
        } catch (SlmException e) {
            graph.close();
            throw e;
        }
    }

    /** Some graphs open and then lack a kernel, or give logits of another shape: one token tells. */
    private static void tryOut(DecoderGraph graph, String file) {
        try (KvCache cache = KvCache.empty(graph.shape());
                OrtSession.RunOptions options = new OrtSession.RunOptions()) {
            graph.read(cache, new long[] {0}, options, new float[graph.shape().vocabulary()]);
        } catch (OrtException e) {
            throw new SlmException.UnusableModel(file + " cannot be run by ONNX Runtime: " + e.getMessage(), e);
        }
    }

    private static ModelDescription describe(
            ModelFolder folder, String file, DecoderShape shape, int context, PromptEncoder prompts) {
        return new ModelDescription(
                folder.name(),
                file,
                ModelFiles.variantOf(file),
                shape.layers(),
                shape.kvHeads(),
                shape.headSize(),
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

    int threads() {
        return threads;
    }

    /** Nothing may run on it any more. */
    @Override
    public void close() {
        graph.close();
    }
}

package dev.weir.slm.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.weir.slm.Generation;
import dev.weir.slm.Generation.Finish;
import dev.weir.slm.GenerationRequest;
import dev.weir.slm.Sampling;
import dev.weir.slm.SlmException;
import dev.weir.slm.TokenEvidence;
import dev.weir.slm.sampling.Logits;
import dev.weir.slm.sampling.Sampler;
import dev.weir.slm.text.IncrementalDecoder;
import dev.weir.slm.text.StopStrings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One generation on its way. It moves in small steps, so that the scheduler can look in between whether it is still
 * wanted: a step reads a chunk of the prompt, or chooses one token. Only the engine's thread may touch it.
 */
final class Decoding implements AutoCloseable {

    /** Bounds the time that a step takes, and the memory of a step's logits. */
    private static final int PROMPT_CHUNK = 128;

    private final LoadedModel model;
    private final Job job;
    private final long[] prompt;
    private final int mostTokens;
    private final KvCache cache;
    private final OrtSession.RunOptions options;
    private final Sampler sampler;
    private final IncrementalDecoder decoder;
    private final StopStrings stops;
    private final float[] logits;
    private final CpuClock cpu;
    private final List<TokenEvidence> tokens = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();

    private Decoding(LoadedModel model, Job job, CpuClock cpu, long[] prompt) throws OrtException {
        GenerationRequest request = job.request();
        Integer wanted = request.maxTokens();
        Sampling sampling = request.sampling();
        int room = model.description().contextTokens() - prompt.length;
        this.model = model;
        this.job = job;
        this.prompt = prompt;
        this.mostTokens = wanted == null ? room : Math.min(room, wanted);
        this.sampler = Sampler.of(sampling == null ? model.config().sampling() : sampling);
        this.decoder = model.tokenizer().newDecoder(beginsText(request));
        this.stops = new StopStrings(request.stops());
        this.logits = new float[model.graph().shape().vocabulary()];
        this.cpu = cpu;
        this.cache = KvCache.empty(model.graph().shape());
        this.options = job.interruption().begin();
    }

    /**
     * Prepares a generation; reads nothing yet.
     *
     * @throws SlmException.PromptTooLong if the context has no room for the prompt and one token
     */
    static Decoding begin(LoadedModel model, Job job) throws OrtException {
        CpuClock cpu = new CpuClock(model.threads());
        cpu.begin();
        String raw = job.request().prompt();
        long[] prompt = raw == null
                ? model.prompts().encode(job.request().turns())
                : model.prompts().encode(raw);
        int context = model.description().contextTokens();
        if (prompt.length >= context) {
            throw new SlmException.PromptTooLong(prompt.length, context);
        }
        if (prompt.length == 0) {
            throw new SlmException.Unsupported("the prompt has no tokens");
        }
        Decoding decoding = new Decoding(model, job, cpu, prompt);
        cpu.endJava();
        return decoding;
    }

    Job job() {
        return job;
    }

    /** Makes a step. Gives the generation once it is complete. */
    Optional<Generation> step() throws OrtException {
        cpu.begin();
        int unread = prompt.length - cache.length();
        if (unread > PROMPT_CHUNK) {
            int from = cache.length();
            model.graph().read(cache, Arrays.copyOfRange(prompt, from, from + PROMPT_CHUNK), options);
            cpu.endNative();
            return Optional.empty();
        }
        long[] next = unread > 0
                ? Arrays.copyOfRange(prompt, cache.length(), prompt.length)
                : new long[] {tokens.getLast().id()};
        model.graph().read(cache, next, options, logits);
        cpu.endNative();
        cpu.begin();
        Optional<Finish> finish = choose();
        cpu.endJava();
        return finish.map(this::generation);
    }

    private Optional<Finish> choose() {
        int id = sampler.choose(logits);
        TokenEvidence evidence = Logits.evidence(logits, id);
        tokens.add(evidence);
        boolean ended = model.config().endTokens().contains(id);
        StringBuilder piece = new StringBuilder();
        if (!ended) {
            piece.append(stops.push(decoder.push(id)));
        }
        Optional<Finish> finish = Optional.empty();
        if (ended || stops.stopped()) {
            finish = Optional.of(Finish.STOP);
        } else if (tokens.size() >= mostTokens) {
            finish = Optional.of(Finish.LENGTH);
        }
        if (finish.isPresent() && !stops.stopped()) {
            piece.append(stops.push(decoder.finish())).append(stops.finish());
        }
        text.append(piece);
        job.listener().token(evidence, piece.toString());
        return finish;
    }

    private Generation generation(Finish finish) {
        return new Generation(text.toString(), tokens, prompt.length, tokens.size(), finish, cpu.spent());
    }

    @Override
    public void close() {
        cache.close();
        job.interruption().end();
    }

    /** A turn is a text of its own; a prompt that is not empty goes on. */
    private static boolean beginsText(GenerationRequest request) {
        String raw = request.prompt();
        return raw == null || raw.isEmpty();
    }
}

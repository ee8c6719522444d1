package dev.weir.slm.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.weir.slm.Generation;
import dev.weir.slm.Generation.Finish;
import dev.weir.slm.GenerationRequest;
import dev.weir.slm.Sampling;
import dev.weir.slm.TokenEvidence;
import dev.weir.slm.constraint.CompiledConstraint;
import dev.weir.slm.sampling.Distribution;
import dev.weir.slm.sampling.Logits;
import dev.weir.slm.sampling.Sampler;
import dev.weir.slm.sampling.TokenFilter;
import java.nio.FloatBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One generation on its way: its tokens so far, and how the next one is chosen. Where its keys and values are is the
 * batch's business. Only the engine's thread may touch it, unless said otherwise.
 */
final class Decoding implements AutoCloseable {

    /** How long an answer is taken to become when nothing says so. */
    private static final int USUAL_ANSWER = 128;

    /** How much longer a generation that has become longer than that is taken to become. */
    private static final int HEADROOM = 64;

    /** Bounds the logits of a pass; and passes of more tokens cost as much as the tokens do one by one. */
    private static final int MOST_GUESSED = 32;

    private final LoadedModel model;
    private final Job job;
    private final int promptTokens;
    private final int mostTokens;
    private final OrtSession.RunOptions options;
    private final Sampler sampler;
    private final AnswerText text;
    private final PromptLookup lookup = new PromptLookup();
    private final TokenFilter noEnd;
    private final @Nullable Constrained constrained;
    private final List<long[]> weighed;
    private final List<TokenEvidence> evidence = new ArrayList<>();
    private long[] tokens;
    private long cpuNanos;
    private boolean guessedFromText;

    private Decoding(LoadedModel model, Job job, Preparation prepared) throws OrtException {
        long[] prompt = prepared.prompt();
        GenerationRequest request = job.request();
        Integer wanted = request.maxTokens();
        Sampling sampling = request.sampling();
        int room = model.description().contextTokens() - prompt.length;
        this.model = model;
        this.job = job;
        this.tokens = Arrays.copyOf(prompt, prompt.length + Math.min(room, USUAL_ANSWER));
        this.promptTokens = prompt.length;
        this.weighed = prepared.weighed();
        int longest = weighed.stream().mapToInt(text -> text.length).max().orElse(room);
        this.mostTokens = Math.min(longest, wanted == null ? room : Math.min(room, wanted));
        this.sampler = Sampler.of(sampling == null ? model.config().sampling() : sampling, prompt);
        this.text = AnswerText.begin(model, request, model.tokenizer().newDecoder(beginsText(request)));
        this.noEnd = TokenFilter.forbidding(model.config().endTokens());
        this.constrained = constrained(model, request, prepared);
        this.cpuNanos = prepared.cpuNanos();
        this.options = job.interruption().begin();
    }

    private static @Nullable Constrained constrained(
            LoadedModel model, GenerationRequest request, Preparation prepared) {
        CompiledConstraint constraint = prepared.constraint();
        return constraint == null ? null : new Constrained(model.tokenizer(), constraint.begin(beginsText(request)));
    }

    /** Begins a generation; reads nothing yet. */
    static Decoding begin(LoadedModel model, Job job, Preparation prepared) throws OrtException {
        return new Decoding(model, job, prepared);
    }

    Job job() {
        return job;
    }

    /** The native calls that are this generation's alone end when it is cancelled. */
    OrtSession.RunOptions options() {
        return options;
    }

    /** The prompt, and what was chosen so far. Longer than {@link #known()}; not to be written. */
    long[] tokens() {
        return tokens;
    }

    int promptTokens() {
        return promptTokens;
    }

    /** Whether it begins with the same prompt that another one answers. */
    boolean isTwinOf(Decoding other) {
        return known() == promptTokens && Arrays.equals(tokens, 0, promptTokens, other.tokens, 0, other.promptTokens);
    }

    /** How many tokens there are to read so far. */
    int known() {
        return promptTokens + evidence.size();
    }

    /** How long it will probably be, prompt included. */
    int expectedLength() {
        int soon = known() + Math.min(tokensLeft(), HEADROOM);
        return Math.max(soon, promptTokens + Math.min(mostTokens, USUAL_ANSWER));
    }

    /** Begins to weigh what is to be weighed; null if that is nothing. */
    @Nullable
    Weighing weighing() {
        return weighed.isEmpty() ? null : new Weighing(weighed, model.config().endTokens(), model.vocabulary());
    }

    /** Takes note of processor time in nanoseconds. */
    void charge(long nanos) {
        cpuNanos += nanos;
    }

    /** Tokens that will probably be chosen next, fewer than may still come. They cost little if they are right. */
    long[] guess() {
        long[] forced = constrained == null ? new long[0] : constrained.forced();
        guessedFromText = forced.length == 0;
        long[] guess = guessedFromText ? lookup.guess(tokens, known()) : forced;
        if (constrained != null) {
            guess = constrained.allowed(guess);
        }
        int most = Math.clamp(tokensLeft() - 1, 0, MOST_GUESSED);
        return guess.length <= most ? guess : Arrays.copyOf(guess, most);
    }

    /** Learns how many tokens of the last guess were chosen. */
    void judge(int guessed, int right) {
        if (guessedFromText) {
            lookup.judge(guessed, right);
        }
    }

    private int tokensLeft() {
        return mostTokens - evidence.size();
    }

    private @Nullable TokenFilter filter() {
        TokenFilter ending = evidence.size() < job.request().minTokens() ? noEnd : null;
        if (constrained == null) {
            return ending;
        }
        TokenFilter enforcing = constrained.filter(tokensLeft());
        if (ending == null) {
            return enforcing;
        }
        return logits -> {
            enforcing.apply(logits);
            // A text that must end here ends, however short it is.
            if (canGoOn(logits)) {
                ending.apply(logits);
            }
        };
    }

    private boolean canGoOn(float[] logits) {
        for (int id = 0; id < logits.length; id++) {
            if (logits[id] > Float.NEGATIVE_INFINITY
                    && !model.config().endTokens().contains(id)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Measures what the model says of the next token. For any thread, while no other does anything with this.
     *
     * @param position which position's logits among {@code all}
     */
    Distribution measure(FloatBuffer all, int position) {
        CpuClock cpu = CpuClock.start();
        int size = model.vocabulary();
        Logits logits = Logits.of(all, position * size, size);
        Distribution distribution = Distribution.of(logits, job.request().topLogProbabilities());
        charge(cpu.java());
        return distribution;
    }

    /** Chooses the next token. Gives the generation if it is complete with it. */
    Optional<Generation> choose(Distribution distribution) {
        CpuClock cpu = CpuClock.start();
        int id = sampler.choose(distribution, filter());
        if (constrained != null) {
            constrained.accept(id);
        }
        TokenEvidence said = distribution.evidence(id);
        append(id, said);
        Optional<Finish> finish = heard(id, said);
        charge(cpu.java());
        return finish.map(this::generation);
    }

    /** The token chosen last. */
    long last() {
        return tokens[known() - 1];
    }

    private void append(int id, TokenEvidence said) {
        if (known() == tokens.length) {
            tokens = Arrays.copyOf(tokens, Math.min(promptTokens + mostTokens, 2 * tokens.length));
        }
        tokens[known()] = id;
        evidence.add(said);
    }

    private Optional<Finish> heard(int id, TokenEvidence said) {
        boolean ended = model.config().endTokens().contains(id);
        StringBuilder piece = new StringBuilder();
        if (!ended) {
            piece.append(text.push(id));
        }
        Optional<Finish> finish = Optional.empty();
        if (ended || text.stopped() || (constrained != null && constrained.mustEnd())) {
            finish = Optional.of(Finish.STOP);
        } else if (tokensLeft() <= 0) {
            finish = Optional.of(Finish.LENGTH);
        }
        if (finish.isPresent()) {
            piece.append(text.finish());
        }
        job.listener().token(said, piece.toString());
        text.callPieces().forEach(job.listener()::toolCall);
        return finish;
    }

    private Generation generation(Finish finish) {
        return ended(finish, List.of());
    }

    /** What is given for a prompt behind which nothing was written. */
    Generation weighed(Weighing complete) {
        return ended(Finish.STOP, complete.logProbabilities());
    }

    private Generation ended(Finish finish, List<Double> logProbabilities) {
        return new Generation(
                text.whole(),
                text.calls(),
                evidence,
                promptTokens,
                evidence.size(),
                finish,
                logProbabilities,
                Duration.ofNanos(cpuNanos));
    }

    @Override
    public void close() {
        job.interruption().end();
    }

    /** A turn is a text of its own; a prompt that is not empty goes on. */
    private static boolean beginsText(GenerationRequest request) {
        String raw = request.prompt();
        return request.promptIds().isEmpty() && (raw == null || raw.isEmpty());
    }
}

package dev.weir.gateway.bench;

import static dev.weir.gateway.bench.Cell.Measure.DECODE;
import static dev.weir.gateway.bench.Cell.Measure.FIRST_TOKEN;
import static dev.weir.gateway.bench.Cell.Measure.OUTSIDE_MODEL;
import static dev.weir.gateway.bench.Cell.Measure.PREFILL;
import static dev.weir.gateway.bench.Cell.Measure.STALL;

import dev.weir.slm.GenerationRequest;
import dev.weir.slm.ModelDescription;
import dev.weir.slm.RunningGeneration;
import dev.weir.slm.Sampling;
import dev.weir.slm.SlmEngine;
import dev.weir.slm.SlmLimits;
import dev.weir.slm.SlmOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Weir's own engine, used as a client of it would, so that choosing, evidence and text are counted. Prompts are random,
 * nothing is reused or guessed, and the most probable token is taken.
 */
final class EngineContestant implements Contestant {

    /** A single reading of a prompt is short and noisy. */
    private static final int READINGS = 3;

    private final SlmEngine engine;
    private final BenchPlan plan;
    private final Random random = new Random(1);
    private long cacheBytes;

    private EngineContestant(SlmEngine engine, BenchPlan plan) {
        this.engine = engine;
        this.plan = plan;
    }

    /**
     * Loads the model and warms it up.
     *
     * @throws BenchException if the model has no room for the plan
     */
    static EngineContestant load(SlmOptions options, BenchPlan plan) throws InterruptedException {
        SlmLimits limits = options.limits()
                .withRows(plan.mostRows())
                .withPrefixCacheBytes(0)
                .withSpeculation(false);
        SlmEngine engine = SlmEngine.load(options.withThreads(plan.threads())
                .withQueueCapacity(plan.mostRows())
                .withLimits(limits));
        EngineContestant contestant = new EngineContestant(engine, plan);
        try {
            contestant.requireRoom();
            contestant.warmUp();
            return contestant;
        } catch (InterruptedException | RuntimeException e) {
            engine.close();
            throw e;
        }
    }

    private void requireRoom() {
        int context = engine.description().contextTokens();
        for (int prompt : plan.prompts()) {
            require(prompt < context, "--prompt " + prompt + " does not fit", context);
        }
        require(
                plan.context() + plan.tokens() < context,
                "--context " + plan.context() + " with --tokens " + plan.tokens() + " does not fit",
                context);
    }

    private static void require(boolean satisfied, String otherwise, int context) {
        if (!satisfied) {
            throw new BenchException(otherwise + " into the model's context of " + context + " tokens");
        }
    }

    private void warmUp() throws InterruptedException {
        plan.prompts().stream().max(Integer::compare).ifPresent(this::readingSeconds);
        write(1);
        write(plan.mostRows());
    }

    @Override
    public String name() {
        return "weir";
    }

    ModelDescription description() {
        return engine.description();
    }

    /** The most memory for keys and values that was seen. */
    long cacheBytes() {
        return cacheBytes;
    }

    @Override
    public Map<Cell, Double> round() throws InterruptedException {
        Map<Cell, Double> found = new LinkedHashMap<>();
        for (int prompt : plan.prompts()) {
            double seconds = Spread.of(readings(prompt)).median();
            found.put(new Cell(PREFILL, prompt), prompt / seconds);
            found.put(new Cell(FIRST_TOKEN, prompt), 1000 * seconds);
        }
        for (int rows : plan.batches()) {
            Crowd crowd = write(rows);
            found.put(new Cell(DECODE, rows), crowd.tokensPerSecond());
            found.put(new Cell(STALL, rows), crowd.longestStallMillis());
            found.put(new Cell(OUTSIDE_MODEL, rows), crowd.percentOutsideModel());
        }
        return found;
    }

    private List<Double> readings(int prompt) {
        List<Double> seconds = new ArrayList<>();
        for (int i = 0; i < READINGS; i++) {
            seconds.add(readingSeconds(prompt));
        }
        return seconds;
    }

    private double readingSeconds(int prompt) {
        FirstToken first = new FirstToken();
        long start = System.nanoTime();
        engine.submit(request(prompt, 1), first);
        return (first.nanos() - start) / 1e9;
    }

    private Crowd write(int rows) throws InterruptedException {
        Crowd crowd = new Crowd(engine, rows, plan.tokens());
        int room = engine.description().contextTokens() - plan.context();
        // The first rows write while the prompts of the last are read.
        int tokens = Math.min(room, plan.tokens() + 16 * rows + 16);
        List<RunningGeneration> running = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            running.add(engine.submit(request(plan.context(), tokens), crowd.row()));
        }
        crowd.await();
        cacheBytes = Math.max(cacheBytes, engine.stats().cacheBytes());
        running.forEach(RunningGeneration::cancel);
        crowd.awaitEnd();
        if (!crowd.isComplete()) {
            throw new BenchException(rows + " rows did not run together: " + whyNot(crowd), crowd.failure());
        }
        return crowd;
    }

    private String whyNot(Crowd crowd) {
        return crowd.failure() == null
                ? "the first ended before the last began; the model's context or the memory for keys and values is too"
                        + " small"
                : String.valueOf(crowd.failure().getMessage());
    }

    private GenerationRequest request(int prompt, int tokens) {
        int vocabulary = engine.description().vocabulary();
        List<Integer> ids = random.ints(prompt, 0, vocabulary).boxed().toList();
        return GenerationRequest.continuing(ids)
                .maxTokens(tokens)
                .minTokens(tokens)
                .sampling(Sampling.GREEDY)
                .build();
    }

    @Override
    public void close() {
        engine.close();
    }
}

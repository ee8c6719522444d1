package dev.weir.gateway.bench;

import dev.weir.gateway.bench.BenchReport.Machine;
import dev.weir.gateway.bench.BenchReport.Measured;
import dev.weir.gateway.bench.BenchReport.Memory;
import dev.weir.gateway.bench.BenchReport.Ratio;
import dev.weir.gateway.bench.BenchReport.Result;
import dev.weir.slm.SlmException;
import dev.weir.slm.SlmOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Measures a model, and what it is compared with, in turns: a machine that slows down slows all of them down. */
public final class Bench {

    private static final Path OWN_STATUS = Path.of("/proc/self/status");
    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
    private static final int KIB = 1024;

    private final BenchPlan plan;
    private final Consumer<String> progress;
    private final Map<String, Map<Cell, List<Double>>> samples = new LinkedHashMap<>();

    private Bench(BenchPlan plan, Consumer<String> progress) {
        this.plan = plan;
        this.progress = progress;
    }

    /**
     * Measures.
     *
     * @param programs the folder with llama.cpp's programs; unused without models
     * @param models GGUF files to compare with; empty for none
     * @param progress hears a line before each step
     * @throws BenchException if something cannot be measured
     * @throws SlmException if the model cannot be loaded
     */
    public static BenchReport run(
            SlmOptions options, BenchPlan plan, Path programs, List<Path> models, Consumer<String> progress)
            throws InterruptedException {
        return new Bench(plan, progress).run(options, programs, models);
    }

    private BenchReport run(SlmOptions options, Path programs, List<Path> models) throws InterruptedException {
        List<Contestant> contestants = new ArrayList<>();
        for (Path model : models) {
            contestants.add(LlamaCpp.of(programs, model, plan));
        }
        progress.accept("loading " + options.folder());
        try (EngineContestant engine = EngineContestant.load(options, plan)) {
            contestants.addFirst(engine);
            for (int round = 1; round <= plan.rounds(); round++) {
                for (Contestant contestant : contestants) {
                    progress.accept("round " + round + " of " + plan.rounds() + ": " + contestant.name());
                    note(contestant.name(), contestant.round());
                }
            }
            List<Result> results = samples.entrySet().stream()
                    .map(entry -> result(entry.getKey(), entry.getValue()))
                    .toList();
            Memory memory = new Memory(residentBytes(), engine.cacheBytes());
            return new BenchReport(engine.description(), machine(), plan, memory, results, ratios(results));
        }
    }

    private void note(String contestant, Map<Cell, Double> round) {
        Map<Cell, List<Double>> cells = samples.computeIfAbsent(contestant, _ -> new LinkedHashMap<>());
        round.forEach((cell, number) ->
                cells.computeIfAbsent(cell, _ -> new ArrayList<>()).add(number));
    }

    private static Result result(String contestant, Map<Cell, List<Double>> cells) {
        return new Result(
                contestant,
                cells.entrySet().stream()
                        .map(entry -> new Measured(
                                entry.getKey(), entry.getKey().measure().unit(), Spread.of(entry.getValue())))
                        .toList());
    }

    /** Weir is the first; only rates are compared. */
    static List<Ratio> ratios(List<Result> results) {
        List<Ratio> ratios = new ArrayList<>();
        for (Measured ours : results.getFirst().cells()) {
            Cell cell = ours.cell();
            Optional<Ratio> closest = results.stream()
                    .skip(1)
                    .flatMap(result -> result.find(cell).stream()
                            .map(theirs ->
                                    new Ratio(cell, ours.numbers().median() / theirs.median(), result.contestant())))
                    .reduce((one, other) -> one.ratio() <= other.ratio() ? one : other);
            closest.ifPresent(ratios::add);
        }
        return ratios;
    }

    private static Machine machine() {
        return new Machine(
                Runtime.getRuntime().availableProcessors(),
                field(PROCESSORS, "model name"),
                System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                Runtime.version().toString());
    }

    private static @Nullable Long residentBytes() {
        String field = field(OWN_STATUS, "VmRSS");
        return field == null ? null : Long.parseLong(field.replaceAll("\\D", "")) * KIB;
    }

    /** From a file of names and values with a colon between; systems other than Linux do not have it. */
    private static @Nullable String field(Path file, String name) {
        if (!Files.isReadable(file)) {
            return null;
        }
        try {
            return Files.readString(file)
                    .lines()
                    .filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(null);
        } catch (IOException e) {
            return null;
        }
    }
}

package dev.weir.gateway.bench;

import static dev.weir.gateway.bench.Cell.Measure.DECODE;
import static dev.weir.gateway.bench.Cell.Measure.PREFILL;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** llama.cpp with one model file, measured by its own programs. */
final class LlamaCpp implements Contestant {

    private static final String READ = "llama-bench";
    private static final String WRITE = "llama-batched-bench";
    private static final JsonMapper JSON = new JsonMapper();

    private final Path programs;
    private final Path model;
    private final BenchPlan plan;

    private LlamaCpp(Path programs, Path model, BenchPlan plan) {
        this.programs = programs;
        this.model = model;
        this.plan = plan;
    }

    /**
     * Looks for what is needed; runs nothing yet.
     *
     * @param programs the folder with llama.cpp's programs
     * @param model a GGUF file
     * @throws BenchException naming the file that is missing
     */
    static LlamaCpp of(Path programs, Path model, BenchPlan plan) {
        for (Path file : List.of(programs.resolve(READ), programs.resolve(WRITE), model)) {
            if (!Files.isRegularFile(file)) {
                throw new BenchException("there is no file " + file);
            }
        }
        return new LlamaCpp(programs, model, plan);
    }

    @Override
    public String name() {
        return String.valueOf(model.getFileName());
    }

    @Override
    public Map<Cell, Double> round() throws InterruptedException {
        Map<Cell, Double> found = new LinkedHashMap<>();
        for (JsonNode row : JSON.readTree(run(reading()))) {
            int tokens = row.path("n_prompt").asInt();
            List<Double> nanos =
                    row.path("samples_ns").valueStream().map(JsonNode::asDouble).toList();
            found.put(new Cell(PREFILL, tokens), tokens * 1e9 / Spread.of(nanos).median());
        }
        run(writing())
                .lines()
                .filter(line -> line.startsWith("{"))
                .map(JSON::readTree)
                .forEach(row -> found.put(
                        new Cell(DECODE, row.path("pl").asInt()),
                        row.path("speed_tg").asDouble()));
        return found;
    }

    private List<String> reading() {
        return command(READ, "-p", joined(plan.prompts()), "-n", "0", "-r", "3", "-fa", "1", "-o", "json");
    }

    private List<String> writing() {
        int cache = plan.mostRows() * (plan.context() + plan.tokens());
        return command(
                WRITE,
                "-npp",
                String.valueOf(plan.context()),
                "-ntg",
                String.valueOf(plan.tokens()),
                "-npl",
                joined(plan.batches()),
                "-c",
                String.valueOf(cache),
                "-fa",
                "on",
                "--output-format",
                "jsonl");
    }

    private List<String> command(String program, String... options) {
        List<String> command = new ArrayList<>(List.of(
                programs.resolve(program).toString(), "-m", model.toString(), "-t", String.valueOf(plan.threads())));
        command.addAll(List.of(options));
        return command;
    }

    private static String joined(List<Integer> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    /** What a program prints; what it says beside it is shown only if it fails. */
    private static String run(List<String> command) throws InterruptedException {
        try {
            Path said = Files.createTempFile("weir-bench", ".log");
            try {
                Process process =
                        new ProcessBuilder(command).redirectError(said.toFile()).start();
                String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                int code = process.waitFor();
                if (code != 0) {
                    throw new BenchException(command.getFirst() + " ended with " + code + ": " + lastLine(said));
                }
                return printed;
            } finally {
                Files.deleteIfExists(said);
            }
        } catch (IOException e) {
            throw new BenchException(command.getFirst() + " cannot be run: " + e.getMessage(), e);
        }
    }

    private static String lastLine(Path log) throws IOException {
        return Files.readString(log).lines().filter(line -> !line.isBlank()).reduce("", (_, last) -> last);
    }

    @Override
    public void close() {
        // Its programs end with each round.
    }
}

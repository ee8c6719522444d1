package dev.weir.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BenchCommandTest {

    private static final String MODEL = "../slm-runtime/src/test/resources/models/tiny-llama";
    private static final List<String> QUICK =
            List.of("--prompt", "8,16", "--batch", "1,3", "--tokens", "4", "--context", "8", "--rounds", "1");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void printsJsonWithEveryField() {
        int code = run(with(QUICK, "--model", MODEL, "--threads", "1", "--json"));

        assertThat(code).as(err.toString()).isZero();
        JsonNode report = new JsonMapper().readTree(out.toString());
        assertThat(names(report)).containsExactlyInAnyOrder("model", "machine", "plan", "memory", "results", "ratios");
        assertThat(report.path("model").path("name").asString()).isEqualTo("tiny-llama");
        assertThat(report.path("plan").path("rounds").asInt()).isEqualTo(1);
        assertThat(report.path("memory").path("cache").asLong()).isPositive();
        assertThat(names(report.path("machine")))
                .containsExactlyInAnyOrder("processors", "processor", "system", "java");
        JsonNode weir = report.path("results").path(0);
        assertThat(weir.path("contestant").asString()).isEqualTo("weir");
        assertThat(weir.path("cells").valueStream().map(BenchCommandTest::cell))
                .containsExactly(
                        "PREFILL 8",
                        "FIRST_TOKEN 8",
                        "PREFILL 16",
                        "FIRST_TOKEN 16",
                        "DECODE 1",
                        "STALL 1",
                        "OUTSIDE_MODEL 1",
                        "DECODE 3",
                        "STALL 3",
                        "OUTSIDE_MODEL 3");
        assertThat(weir.path("cells").valueStream()).allSatisfy(cell -> {
            JsonNode numbers = cell.path("numbers");
            assertThat(names(numbers)).containsExactlyInAnyOrder("median", "least", "most", "samples");
            assertThat(numbers.path("samples").size()).isEqualTo(1);
            assertThat(numbers.path("median").asDouble()).isPositive();
        });
        assertThat(report.path("ratios").isEmpty()).isTrue();
    }

    @Test
    void printsATableAndSaysOnStandardErrorHowFarItIs() {
        int code = run(with(QUICK, "--model", MODEL));

        assertThat(code).isZero();
        assertThat(out.toString().lines().map(line -> line.replaceAll(" .*", "")))
                .startsWith("tiny-llama:", "")
                .contains("prefill", "first", "decode,", "longest", "outside")
                .endsWith("memory:");
        assertThat(err.toString()).contains("round 1 of 1: weir");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--model nowhere | --model: there is no folder nowhere.",
                "--model src --rounds 0 | --rounds must be 1 or more, not [0].",
                "--model src --batch 2,0 | --batch must be 1 or more, not [2, 0].",
                "--model src --tokens x | Invalid value for option '--tokens': 'x' is not an int",
                "--model src --against vllm | --against: only llama.cpp is known, not vllm.",
                "--model src --against llama.cpp | --against llama.cpp needs --llama-bin FOLDER and --gguf FILE.",
                "--model src --gguf x.gguf | --llama-bin and --gguf belong to --against llama.cpp.",
            })
    void saysWhatIsWrongWithTheArguments(String arguments, String sentence) {
        int code = run(List.of(arguments.split(" ")));

        assertThat(code).isEqualTo(2);
        assertThat(err.toString()).startsWith(sentence);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--model src | config.json",
                "--model " + MODEL + " --prompt 256 | --prompt 256 does not fit into the model's context of 256 tokens",
                "--model " + MODEL
                        + " --prompt 8 --context 250 --tokens 6 | --context 250 with --tokens 6 does not fit",
                "--model " + MODEL + " --against llama.cpp --llama-bin nowhere --gguf x | there is no file nowhere",
            })
    void failsWithASentenceAboutWhatCannotBeMeasured(String arguments, String sentence) {
        int code = run(List.of(arguments.split(" ")));

        assertThat(code).isEqualTo(1);
        assertThat(err.toString()).contains(sentence);
        assertThat(out.toString()).isEmpty();
    }

    private int run(List<String> arguments) {
        return new CommandLine(new BenchCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments.toArray(String[]::new));
    }

    private static List<String> with(List<String> some, String... more) {
        List<String> all = new ArrayList<>(some);
        all.addAll(List.of(more));
        return all;
    }

    private static String cell(JsonNode measured) {
        return measured.path("cell").path("measure").asString() + " "
                + measured.path("cell").path("size").asInt();
    }

    private static Set<String> names(JsonNode object) {
        return object.propertyStream().map(java.util.Map.Entry::getKey).collect(Collectors.toSet());
    }
}

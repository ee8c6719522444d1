package dev.weir.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.gateway.hub.TestingHub;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code weir pull} and {@code weir models}, as docs/guide/models.md shows them. */
class HubCommandsTest {

    private static final Path PAGE = Path.of("../docs/guide/models.md");
    private static final Path MODEL = Path.of("../slm-runtime/src/test/resources/models/tiny-llama");

    @TempDir
    private Path cache;

    private final StringWriter out = new StringWriter();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
    private final PrintStream standardError = System.err;
    private TestingHub hub;

    @BeforeEach
    void start() {
        hub = TestingHub.start().with("org/model", files(MODEL));
        System.setErr(new PrintStream(errors, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void stop() {
        System.setErr(standardError);
        hub.close();
    }

    static Stream<String> documented() throws IOException {
        return Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("./weir pull") || line.startsWith("./weir models"));
    }

    @ParameterizedTest
    @MethodSource("documented")
    void documentedCommandsWork(String line) {
        List<String> words =
                List.of(line.replace("slm-runtime/", "../slm-runtime/").split(" "));

        int exitCode = run(words.subList(1, words.size()).toArray(String[]::new));

        assertThat(exitCode).as(errors.toString(StandardCharsets.UTF_8)).isZero();
    }

    @Test
    void printsTheFolderAndHowToUseIt() {
        int exitCode = run("pull", "org/model");

        Path folder = cache.resolve("models--org--model/snapshots").resolve(TestingHub.COMMIT);
        assertThat(exitCode).isZero();
        assertThat(out.toString().lines())
                .containsExactly(folder.toString(), "Use it with ./weir serve --local-model hub:org/model");
        assertThat(errors.toString(StandardCharsets.UTF_8)).contains("[1/").contains("onnx/model");
    }

    @Test
    void printsTheFolderAloneWhenQuiet() {
        run("pull", "-q", "org/model");

        assertThat(out.toString().lines()).hasSize(1).allMatch(line -> Files.isDirectory(Path.of(line)));
        assertThat(errors.size()).isZero();
    }

    @Test
    void printsJsonForPrograms() {
        run("pull", "--json", "--variant", "fp32", "org/model");

        JsonNode pulled = new JsonMapper().readTree(out.toString());
        assertThat(pulled.path("model").asString()).isEqualTo("org/model");
        assertThat(pulled.path("variant").asString()).isEqualTo("fp32");
        assertThat(pulled.path("commit").asString()).isEqualTo(TestingHub.COMMIT);
        assertThat(pulled.path("bytes").asLong())
                .isEqualTo(pulled.path("loaded_bytes").asLong())
                .isPositive();
    }

    @Test
    void saysInOneSentenceWhatIsWrong() {
        assertThat(run("pull", "org/other")).isEqualTo(1);
        assertThat(run("pull", "other")).isEqualTo(1);
        assertThat(run("pull", "org/model", "--variant", "q9")).isEqualTo(1);
        assertThat(run("pull", "org/model", "--path", "../..")).isEqualTo(1);
        assertThat(run("models", "no/such/folder")).isEqualTo(1);

        assertThat(errors.toString(StandardCharsets.UTF_8).lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("weir: there is no model org/other at http"),
                        line -> assertThat(line)
                                .isEqualTo("weir: 'other' is no name of a model; write it as org/model."),
                        line -> assertThat(line).startsWith("weir: org/model has no variant 'q9'; it has "),
                        line -> assertThat(line).isEqualTo("weir: '../..' is no folder of a model."),
                        line -> assertThat(line).isEqualTo("weir: there is no folder no/such/folder."));
    }

    @Test
    void pullsNothingWhenToldToStayOffline() {
        assertThat(run(Map.of("HF_HUB_OFFLINE", "1"), "pull", "org/model")).isEqualTo(1);
        assertThat(errors.toString(StandardCharsets.UTF_8)).contains("unset it to pull");
    }

    @Test
    void listsWhatWasPulled() {
        run("pull", "-q", "org/model");
        out.getBuffer().setLength(0);

        run("models");

        List<String> lines = out.toString().lines().toList();
        assertThat(lines.getFirst()).startsWith("MODEL").endsWith("FITS");
        assertThat(lines.get(1))
                .contains("org/model", "main", "huggingface", "256")
                .endsWith("yes");
    }

    @Test
    void listsForPrograms() {
        run("models", "--json", MODEL.toString());

        JsonNode model = new JsonMapper().readTree(out.toString()).path(0);
        assertThat(model.path("layout").asString()).isEqualTo("huggingface");
        assertThat(model.path("context_tokens").asInt()).isEqualTo(256);
        assertThat(model.path("variants").path(0).path("fits").asBoolean()).isTrue();
    }

    @Test
    void namesTheCommandWhenThereIsNothingToList() {
        run("models");

        assertThat(out.toString()).contains("./weir pull org/model loads one.");
    }

    private int run(String... words) {
        return run(Map.of(), words);
    }

    private int run(Map<String, String> more, String... words) {
        Map<String, String> environment = new TreeMap<>(more);
        environment.put("HF_ENDPOINT", hub.endpoint().toString());
        environment.put("HF_HUB_CACHE", cache.toString());
        CommandLine line = new CommandLine(new WeirCommand())
                .addSubcommand("pull", new PullCommand(environment))
                .addSubcommand("models", new ModelsCommand(environment));
        return line.setOut(new PrintWriter(out)).execute(words);
    }

    private static Map<String, byte[]> files(Path folder) {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(folder.relativize(file).toString(), Files.readAllBytes(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }
}

package dev.weir.slm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SlmClassifierTest {

    private static final ModelFolder TINY = ModelFolder.onClassPath("models/tiny-classifier");

    private static SlmClassifier classifier;

    @BeforeAll
    static void load() {
        classifier = SlmClassifier.load(TINY);
    }

    @AfterAll
    static void close() {
        classifier.close();
    }

    static List<JsonNode> golden() {
        String lines = new String(TINY.read("golden.jsonl"), StandardCharsets.UTF_8);
        return lines.lines().map(JsonMapper.shared()::readTree).toList();
    }

    @ParameterizedTest
    @MethodSource("golden")
    void computesWhatPythonComputes(JsonNode row) {
        Classification classification = classifier.classify(row.get("text").asString());

        assertThat(classification.label()).isEqualTo(row.get("label").asString());
        assertThat(classification.promptTokens()).isEqualTo(row.get("input_ids").size());
        assertThat(classification.nearestCosine()).isPresent();
        assertThat(classification.nearestCosine().getAsDouble())
                .isCloseTo(row.get("nearest_cosine").asDouble(), within(1e-5));
        for (int i = 0; i < classification.labels().size(); i++) {
            assertThat(classification.logit(i))
                    .isCloseTo(row.get("logits").get(i).floatValue(), within(1e-5f));
        }
    }

    @ParameterizedTest
    @MethodSource("golden")
    void embedsAsPythonDoes(JsonNode row) {
        float[] embedding = classifier.embed(row.get("text").asString()).vector();

        for (int i = 0; i < embedding.length; i++) {
            assertThat(embedding[i]).isCloseTo(row.get("embedding").get(i).floatValue(), within(1e-5f));
        }
    }

    @Test
    void probabilitiesAddUpToOne() {
        Classification classification = classifier.classify("play some music");

        double sum = IntStream.range(0, classification.labels().size())
                .mapToDouble(classification::probability)
                .sum();

        assertThat(sum).isCloseTo(1, within(1e-12));
        assertThat(classification.probability(classification.labelIndex()))
                .isCloseTo(
                        Math.exp(classification.logit(classification.labelIndex()) - classification.energy()),
                        within(1e-12));
    }

    @Test
    void takesATextThatJustFits() {
        assertThat(classifier.classify("a ".repeat(14)).promptTokens()).isEqualTo(16);
    }

    @Test
    void refusesATextOneTokenTooLong() {
        assertThatThrownBy(() -> classifier.classify("a ".repeat(15)))
                .isInstanceOfSatisfying(SlmException.PromptTooLong.class, tooLong -> {
                    assertThat(tooLong.promptTokens()).isEqualTo(17);
                    assertThat(tooLong.contextTokens()).isEqualTo(16);
                });
    }

    @Test
    void countsTheTokensOfATextThatIsTooLong() {
        assertThat(classifier.countTokens("a ".repeat(100))).isEqualTo(102);
    }

    @Test
    void answersManyThreadsAtOnceAsItAnswersOne() throws Exception {
        double alone = classifier.classify("what is my balance").energy();
        Callable<Double> call = () -> classifier.classify("what is my balance").energy();

        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (var answer : threads.invokeAll(
                    IntStream.range(0, 200).mapToObj(_ -> call).toList())) {
                assertThat(answer.get()).isEqualTo(alone);
            }
        }
    }

    @Test
    void measuresProcessorTime() {
        assertThat(classifier.classify("play").cpuTime()).isPositive();
    }

    @Test
    void refusesCallsAfterClosing() {
        SlmClassifier closed = SlmClassifier.load(TINY);
        closed.close();
        closed.close();

        assertThatThrownBy(() -> closed.classify("play")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void saysWhatItRuns() {
        assertThat(classifier.name()).isEqualTo("tiny-classifier");
        assertThat(classifier.file()).isEqualTo("onnx/model.onnx");
        assertThat(classifier.modelDigest()).matches("[0-9a-f]{64}").isEqualTo(TINY.digest("onnx/model.onnx"));
        assertThat(classifier.tokenizerDigest()).isEqualTo(TINY.digest("tokenizer.json"));
    }

    @Test
    void prefersTheQuantizedGraph(@TempDir Path folder) {
        copy(folder);
        write(folder, "onnx/model_quantized.onnx", TINY.read("onnx/model.onnx"));

        try (SlmClassifier quantized = SlmClassifier.load(ModelFolder.at(folder))) {
            assertThat(quantized.file()).isEqualTo("onnx/model_quantized.onnx");
        }
    }

    @Test
    void findsAGraphAtTheTopOfTheFolder(@TempDir Path folder) throws IOException {
        copy(folder);
        Files.move(folder.resolve("onnx/model.onnx"), folder.resolve("model.onnx"));

        try (SlmClassifier flat = SlmClassifier.load(ModelFolder.at(folder))) {
            assertThat(flat.file()).isEqualTo("model.onnx");
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void namesTheMissingFile(String file, @TempDir Path folder) throws IOException {
        copy(folder);
        Files.delete(folder.resolve(file));

        assertThatThrownBy(() -> SlmClassifier.load(ModelFolder.at(folder)))
                .isInstanceOf(SlmException.UnusableModel.class)
                .hasMessageContaining(file + " is missing");
    }

    static List<String> files() {
        return List.of("config.json", "tokenizer.json", "onnx/model.onnx");
    }

    @Test
    void namesTheMissingFolder() {
        assertThatThrownBy(() -> ModelFolder.at(Path.of("no/such/folder")))
                .isInstanceOf(SlmException.UnusableModel.class)
                .hasMessageContaining("no/such/folder");
    }

    @Test
    void refusesLabelsThatDoNotFitTheGraph(@TempDir Path folder) {
        copy(folder);
        write(
                folder,
                "config.json",
                "{\"id2label\":{\"0\":\"a\",\"1\":\"b\"},\"max_position_embeddings\":16}"
                        .getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> SlmClassifier.load(ModelFolder.at(folder)))
                .isInstanceOf(SlmException.UnusableModel.class)
                .hasMessageContaining("2 labels")
                .hasMessageContaining("has 4");
    }

    @ParameterizedTest
    @MethodSource("files")
    void refusesAFileThatIsRubbish(String file, @TempDir Path folder) {
        copy(folder);
        write(folder, file, new byte[] {1, 2, 3});

        assertThatThrownBy(() -> SlmClassifier.load(ModelFolder.at(folder)))
                .isInstanceOf(SlmException.UnusableModel.class)
                .hasMessageContaining(file);
    }

    private static void copy(Path folder) {
        files().forEach(file -> write(folder, file, TINY.read(file)));
    }

    private static void write(Path folder, String file, byte[] bytes) {
        try {
            Path target = folder.resolve(file);
            Files.createDirectories(target.getParent());
            Files.write(target, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

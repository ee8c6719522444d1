package dev.weir.slm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Greedy decoding gives what Python's ONNX Runtime gave. */
class GoldenDecodingTest {

    private static final Path TINY = Path.of("src/test/resources/models/tiny-llama");
    private static final Map<String, SlmEngine> ENGINES = new HashMap<>();

    @AfterAll
    static void close() {
        ENGINES.values().forEach(SlmEngine::close);
    }

    @Test
    void tinyModelInFullPrecisionIsExact() {
        rows(TINY, "onnx/model.onnx").forEach(row -> assertSame(row, answer(TINY, row)));
    }

    @Test
    void tinyModelWithExternalDataIsExact() {
        rows(TINY, "onnx/model_external.onnx").forEach(row -> assertSame(row, answer(TINY, row)));
    }

    @Test
    void tinyModelWithHalfPrecisionCacheAndNoPositionsIsExact() {
        rows(TINY, "onnx/model_fp16.onnx").forEach(row -> assertSame(row, answer(TINY, row)));
    }

    /** Dynamic quantization scales by the whole tensor, so a prompt read in two chunks has other numbers. */
    @Test
    void tinyModelInEightBitsIsClose() {
        EightBitArithmetic.requireExact();

        rows(TINY, "onnx/model_quantized.onnx").stream()
                .filter(row -> row.get("prompt_ids").size() <= 128)
                .forEach(row -> assertClose(row, answer(TINY, row)));
    }

    @Test
    void storiesInFullPrecisionAreExact() {
        Path stories = stories();

        List<JsonNode> rows = rows(stories, "onnx/model.onnx");

        assertThat(rows).hasSize(5).allSatisfy(row -> assertSame(row, answer(stories, row)));
    }

    @Test
    void storiesInEightBitsAreClose() {
        EightBitArithmetic.requireExact();
        Path stories = stories();

        rows(stories, "onnx/model_quantized.onnx").forEach(row -> assertClose(row, answer(stories, row)));
    }

    @Test
    void storiesInFourBitsAreClose() {
        Path stories = stories();

        rows(stories, "onnx/model_q4.onnx").forEach(row -> assertClose(row, answer(stories, row)));
    }

    private static void assertSame(JsonNode row, Generation generation) {
        assertThat(ids(generation)).isEqualTo(ids(row));
        assertThat(generation.promptTokens()).isEqualTo(row.get("prompt_ids").size());
        for (int i = 0; i < generation.tokens().size(); i++) {
            TokenEvidence evidence = generation.tokens().get(i);
            assertThat(evidence.logProbability())
                    .isCloseTo(row.get("logprobs").get(i).floatValue(), within(2e-3f));
            if (row.has("entropies")) {
                assertThat(evidence.entropy())
                        .isCloseTo(row.get("entropies").get(i).floatValue(), within(2e-3f));
            }
        }
        String whole = row.get("text").asString();
        String text = row.has("entropies") ? row.path("prompt").asString("") + generation.text() : generation.text();
        assertThat(text).isEqualTo(whole);
    }

    /** Eight and four bits round differently on other processors: the first tokens, and the mean, must still agree. */
    private static void assertClose(JsonNode row, Generation generation) {
        List<Integer> expected = ids(row);
        int sure = Math.min(4, expected.size());

        assertThat(ids(generation).subList(0, sure)).isEqualTo(expected.subList(0, sure));
        assertThat(generation.tokens().stream()
                        .mapToDouble(TokenEvidence::logProbability)
                        .average()
                        .orElseThrow())
                .isCloseTo(
                        IntStream.range(0, expected.size())
                                .mapToDouble(i -> row.get("logprobs").get(i).asDouble())
                                .average()
                                .orElseThrow(),
                        within(0.25));
    }

    private static Generation answer(Path folder, JsonNode row) {
        String file = row.get("file").asString();
        String variant = file.equals("onnx/model.onnx") ? "fp32" : file.replaceAll("onnx/model_(.*)\\.onnx", "$1");
        SlmEngine engine = ENGINES.computeIfAbsent(
                folder + file,
                _ -> SlmEngine.load(SlmOptions.of(ModelFolder.at(folder))
                        .withVariant(variant)
                        .withThreads(1)));
        RecordingListener listener = new RecordingListener();
        engine.submit(request(row), listener);
        return listener.generation();
    }

    private static GenerationRequest request(JsonNode row) {
        int limit = row.has("entropies") ? row.get("output_ids").size() : 40;
        if (row.has("prompt")) {
            return GenerationRequest.continuing(row.get("prompt").asString())
                    .maxTokens(limit)
                    .sampling(Sampling.GREEDY)
                    .build();
        }
        List<ChatTurn> turns = new ArrayList<>();
        row.get("messages")
                .forEach(turn -> turns.add(new ChatTurn(
                        turn.get("role").asString(), turn.get("content").asString())));
        return GenerationRequest.answering(turns)
                .maxTokens(limit)
                .sampling(Sampling.GREEDY)
                .build();
    }

    private static Path stories() {
        Optional<Path> stories = SharedFolder.find("models/stories260K-onnx");
        assumeTrue(stories.isPresent());
        return stories.orElseThrow();
    }

    private static List<JsonNode> rows(Path folder, String file) {
        JsonNode golden = JsonMapper.shared()
                .readTree(new String(ModelFolder.at(folder).read("golden.json"), StandardCharsets.UTF_8));
        JsonNode runs = golden.isArray() ? golden : golden.get("runs");
        List<JsonNode> rows = new ArrayList<>();
        runs.forEach(row -> rows.add(row));
        return rows.stream()
                .filter(row -> row.get("file").asString().equals(file))
                .toList();
    }

    private static List<Integer> ids(JsonNode row) {
        return IntStream.range(0, row.get("output_ids").size())
                .mapToObj(i -> row.get("output_ids").get(i).intValue())
                .toList();
    }

    private static List<Integer> ids(Generation generation) {
        return generation.tokens().stream().map(TokenEvidence::id).toList();
    }
}

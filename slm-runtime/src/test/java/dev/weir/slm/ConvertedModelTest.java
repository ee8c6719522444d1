package dev.weir.slm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.slm.convert.Conversion;
import dev.weir.slm.convert.ConversionOptions;
import dev.weir.slm.convert.RandomModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders that {@code weir convert} made: one graph for prompts and one for answers, on the same keys and values. */
class ConvertedModelTest {

    private static final Path TOKENIZER = Path.of("src/test/resources/architectures/llama-hf");
    private static final SlmLimits PLAIN =
            SlmLimits.USUAL.withRows(1).withPrefixCacheBytes(0).withSpeculation(false);

    @TempDir
    private static Path folder;

    @BeforeAll
    static void convert() throws Exception {
        Path source = new RandomModel("llama", "", 3, 128, 200, 128).write(folder.resolve("source"));
        for (String file : List.of("tokenizer.json", "tokenizer_config.json")) {
            Files.copy(TOKENIZER.resolve(file), source.resolve(file));
        }
        convert(source, "single", true);
        convert(source, "quantized", false);
    }

    @Test
    void singlePrecisionGivesTheSameTextHoweverItIsRun() {
        List<GenerationRequest> requests = BatchingTest.requests(8, 60);
        List<String> plain = texts("single", PLAIN, requests);

        assertThat(texts("single", PLAIN.withRows(8), requests)).isEqualTo(plain);
        assertThat(texts("single", PLAIN.withSpeculation(true), requests)).isEqualTo(plain);
        assertThat(texts("single", PLAIN.withRows(8).withStall(Duration.ofNanos(1)), requests))
                .isEqualTo(plain);
        assertThat(texts("single", PLAIN.withRows(8).withPrefixCacheBytes(1 << 20), requests))
                .isEqualTo(plain);
    }

    /** Each token of a prompt has a scale of its own, so it does not matter with which others it is read. */
    @Test
    void eightBitsReadAPromptTheSameInPartsAndFromAKnownBeginning() {
        GenerationRequest request = GenerationRequest.continuing(BatchingTest.ids(1, 100))
                .maxTokens(8)
                .build();
        List<String> whole = texts("quantized", PLAIN, List.of(request));

        try (SlmEngine engine = load("quantized", PLAIN.withPrefixCacheBytes(1 << 20))) {
            List<String> twice = BatchingTest.textsInTurn(engine, List.of(request, request));

            assertThat(twice).containsOnly(whole.getFirst());
            assertThat(engine.stats().promptTokensReused()).isEqualTo(96);
        }
    }

    /** Which graph makes their steps depends on the machine, and so may the text, but not that each gets one. */
    @Test
    void quantizedRowsEndTogetherWhicheverGraphStepsThem() {
        List<GenerationRequest> requests = BatchingTest.requests(8, 60);

        assertThat(texts("quantized", PLAIN.withRows(8), requests)).hasSize(8).doesNotContain("");
    }

    @Test
    void saysThatItRunsWhatWasConverted() {
        try (SlmEngine engine = load("quantized", PLAIN)) {
            assertThat(engine.description().precision()).isEqualTo("q4");
            assertThat(engine.description().file()).isEqualTo("onnx/model_weir_decode.onnx");
        }
    }

    private static void convert(Path source, String name, boolean reference) throws IOException {
        Conversion.run(
                new ConversionOptions(source, folder.resolve(name), 32, 4, true, reference, false),
                "test",
                (_, _, _) -> {});
    }

    private static SlmEngine load(String name, SlmLimits limits) {
        return SlmEngine.load(SlmOptions.of(ModelFolder.at(folder.resolve(name)))
                .withThreads(1)
                .withLimits(limits));
    }

    private static List<String> texts(String name, SlmLimits limits, List<GenerationRequest> requests) {
        try (SlmEngine engine = load(name, limits)) {
            return BatchingTest.textsTogether(engine, requests);
        }
    }
}

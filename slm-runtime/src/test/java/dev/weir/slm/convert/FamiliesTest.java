package dev.weir.slm.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.weir.slm.ModelFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Random models that transformers made, and what it says of them: training/convert_check/make_fixtures.py. */
class FamiliesTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"llama3", "qwen2", "qwen3", "phi3", "gemma2", "gemma3"})
    void saysInSinglePrecisionWhatTransformersSays(String name) throws Exception {
        Path source = Path.of("src/test/resources/convert", name);
        Path out = folder.resolve(name);
        Manifest manifest = Conversion.run(
                new ConversionOptions(source, out, 128, 4, true, true, false), "0", (what, done, total) -> {});
        JsonNode golden = JsonMapper.builder().build().readTree(Files.readAllBytes(source.resolve("golden.json")));
        DecoderPlan plan = ModelConfig.read(ModelFolder.at(out));
        long[] prompt = ConversionTest.longs(golden.path("prompt")).stream()
                .mapToLong(id -> id)
                .toArray();

        try (GraphSession session = GraphSession.open(out.resolve(manifest.decode()));
                KeyValueBuffers cache = new KeyValueBuffers(GraphSession.environment(), plan, prompt.length)) {
            float[] logits = session.run(cache, prompt, 0, prompt.length - 1)[0];
            for (int i = 0; i < logits.length; i++) {
                assertThat(logits[i]).isCloseTo(golden.path("logits").get(i).floatValue(), within(1e-3f));
            }
            assertThat(ConversionTest.greedy(session, session, plan, ConversionTest.longs(golden.path("prompt")), 12))
                    .isEqualTo(ConversionTest.longs(golden.path("answer")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama3", "qwen2", "qwen3", "phi3", "gemma2", "gemma3"})
    void losesLittleWithFineBlocks(String name) throws Exception {
        Manifest manifest = Conversion.run(
                new ConversionOptions(
                        Path.of("src/test/resources/convert", name), folder.resolve(name), 16, 8, true, false, true),
                "0",
                (what, done, total) -> {});

        assertThat(Objects.requireNonNull(manifest.accuracy()).meanDivergence()).isLessThan(0.1);
    }
}

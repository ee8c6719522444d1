package dev.weir.slm.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.weir.slm.ModelFolder;
import dev.weir.slm.graph.GraphFacts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConvertedGraphsTest {

    private static final long[] PROMPT = {5, 17, 99, 3, 42, 8, 61, 77, 20, 1, 13, 54};

    @TempDir
    private static Path folder;

    private static Path out = Path.of("");
    private static Manifest manifest =
            new Manifest(0, "", "", "", "", "", 0, "", 0, 0, 0, 0, 0, java.util.Map.of(), null);
    private static DecoderPlan plan = ModelConfig.read(ModelFolder.at(Path.of("src/test/resources/models/tiny-llama")));
    private static final List<Integer> STEPS = new ArrayList<>();

    @BeforeAll
    static void convert() throws Exception {
        Path source = new RandomModel("llama", "", 3, 128, 200, 300).write(folder.resolve("source"));
        Files.writeString(source.resolve("chat_template.jinja"), "{{ messages }}");
        out = folder.resolve("out");
        manifest = Conversion.run(
                new ConversionOptions(source, out, 32, 4, true, false, true),
                "1.2",
                (what, done, total) -> STEPS.add(100 * done / total));
        plan = ModelConfig.read(ModelFolder.at(out));
    }

    @Test
    void givesBothGraphsTheSameInputsAndOutputs() {
        GraphFacts decode = GraphFacts.read(out.resolve(manifest.decode()));
        GraphFacts prefill = GraphFacts.read(out.resolve(manifest.prefill()));

        assertThat(prefill.inputs()).isEqualTo(decode.inputs());
        assertThat(prefill.outputs()).isEqualTo(decode.outputs());
    }

    @Test
    void decodesInFourBitsAndReadsInEight() {
        GraphFacts decode = GraphFacts.read(out.resolve(manifest.decode()));
        GraphFacts prefill = GraphFacts.read(out.resolve(manifest.prefill()));

        assertThat(decode.weights()).contains(new GraphFacts.PackedWeights(4, 32, 4));
        assertThat(decode.attentions()).containsExactly(new GraphFacts.Attention(4, 2, true, -1, 0, true, 0));
        assertThat(prefill.operators()).containsEntry("com.microsoft:MatMulIntegerToFloat", 12);
    }

    @Test
    void sharesTheEmbeddingsAndTheHead() {
        GraphFacts prefill = GraphFacts.read(out.resolve(manifest.prefill()));

        assertThat(prefill.dataFiles())
                .containsExactlyInAnyOrder("model_weir_decode.onnx_data", "model_weir_prefill.onnx_data");
    }

    @Test
    void readsAPromptInChunksAsInOne() throws Exception {
        try (GraphSession prefill = GraphSession.open(out.resolve(manifest.prefill()));
                KeyValueBuffers one = new KeyValueBuffers(GraphSession.environment(), plan, 32);
                KeyValueBuffers two = new KeyValueBuffers(GraphSession.environment(), plan, 32)) {
            float[] whole = prefill.run(one, PROMPT, 0, 11)[0];
            prefill.run(two, Arrays.copyOf(PROMPT, 7), 0, 6);
            float[] chunked = prefill.run(two, Arrays.copyOfRange(PROMPT, 7, 12), 7, 4)[0];

            assertThat(chunked).containsExactly(whole, within(1e-4f));
        }
    }

    @Test
    void givesTheRowsInTheOrderAskedFor() throws Exception {
        try (GraphSession prefill = GraphSession.open(out.resolve(manifest.prefill()));
                KeyValueBuffers cache = new KeyValueBuffers(GraphSession.environment(), plan, 32)) {
            float[][] rows = prefill.run(cache, PROMPT, 0, 11, 0, 5);

            assertThat(rows).hasNumberOfRows(3);
            assertThat(prefill.run(cache, PROMPT, 0, 0)[0]).containsExactly(rows[1], within(1e-4f));
            assertThat(prefill.run(cache, PROMPT, 0, 5)[0]).containsExactly(rows[2], within(1e-4f));
        }
    }

    @Test
    void measuresWhatItLost() {
        Accuracy accuracy = Objects.requireNonNull(manifest.accuracy());

        assertThat(accuracy.corpus()).isEqualTo("random tokens");
        assertThat(accuracy.tokens()).isEqualTo(4 * 95);
        assertThat(accuracy.sameFirstChoice()).isBetween(0.6, 1.0);
        assertThat(accuracy.meanDivergence()).isBetween(0.0, 0.2);
    }

    @Test
    void writesAManifestThatReadsTheSame() {
        assertThat(Manifest.find(ModelFolder.at(out))).contains(manifest);
        assertThat(manifest.weir()).isEqualTo("1.2");
        assertThat(manifest.files()).hasSize(4);
        assertThat(Manifest.find(ModelFolder.at(folder.resolve("source")))).isEmpty();
    }

    @Test
    void copiesWhatIsNoWeight() {
        assertThat(out)
                .isDirectoryContaining("glob:**/config.json")
                .isDirectoryContaining("glob:**/chat_template.jinja");
        assertThat(out).isDirectoryNotContaining("glob:**/*.safetensors");
    }

    @Test
    void saysHowFarItIs() {
        assertThat(STEPS).isSorted().endsWith(100);
    }
}

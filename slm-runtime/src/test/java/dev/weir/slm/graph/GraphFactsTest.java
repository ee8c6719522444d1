package dev.weir.slm.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.slm.SharedFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GraphFactsTest {

    private static final Path TINY = Path.of("src/test/resources/models/tiny-llama/onnx");

    @Test
    void countsOperatorsByTheirDomain() {
        GraphFacts facts = GraphFacts.read(TINY.resolve("model_quantized.onnx"));

        assertThat(facts.operators()).containsEntry("MatMulInteger", 15).doesNotContainKey("com.microsoft:MatMulNBits");
        assertThat(facts.opsets()).containsEntry("", 17L);
        assertThat(facts.hasGroupQueryAttention()).isFalse();
    }

    @Test
    void namesTheFilesOfExternalWeights() {
        assertThat(GraphFacts.read(TINY.resolve("model_external.onnx")).dataFiles())
                .containsExactly("model_external.onnx_data");
        assertThat(GraphFacts.read(TINY.resolve("model.onnx")).dataFiles()).isEmpty();
    }

    @Test
    void saysWhatTheWeightsInTheFileTake() throws Exception {
        Path file = TINY.resolve("model.onnx");

        assertThat(GraphFacts.read(file).embeddedBytes()).isBetween(Files.size(file) / 2, Files.size(file));
    }

    @Test
    void readsTheSameFromMemory() throws Exception {
        Path file = TINY.resolve("model.onnx");

        assertThat(GraphFacts.read(Files.readAllBytes(file))).isEqualTo(GraphFacts.read(file));
    }

    @Test
    void describesInputs() {
        GraphFacts facts = GraphFacts.read(TINY.resolve("model.onnx"));

        assertThat(facts.inputs()).contains(new GraphValue("input_ids", 7, true, List.of("batch", "new")));
        assertThat(facts.hasInput("position_ids")).isTrue();
        assertThat(facts.hasInput("num_logits_to_keep")).isFalse();
    }

    @Test
    void readsTheBlocksOfPackedWeights() {
        Optional<Path> model = SharedFolder.find("models/stories260K-onnx/onnx/model_q4.onnx");

        model.ifPresent(file ->
                assertThat(GraphFacts.read(file).weights()).containsExactly(new GraphFacts.PackedWeights(4, 16, 0)));
    }
}

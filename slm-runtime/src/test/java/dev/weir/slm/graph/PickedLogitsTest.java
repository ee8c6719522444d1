package dev.weir.slm.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.slm.EightBitArithmetic;
import dev.weir.slm.SharedFolder;
import dev.weir.slm.SlmException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PickedLogitsTest {

    private static final long[][] IDS = {{1, 5, 9, 33, 101, 7}, {4, 4, 2, 250, 3, 19}};
    private static final Path TINY = Path.of("src/test/resources/models/tiny-llama/onnx");

    @ParameterizedTest
    @ValueSource(strings = {"model.onnx", "model_external.onnx", "model_fp16.onnx"})
    void givesExactlyTheChosenRows(String file) throws Exception {
        compare(TINY.resolve(file), 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"stories260K-onnx/onnx/model.onnx", "stories260K-onnx/onnx/model_q4.onnx"})
    void givesExactlyTheChosenRowsOfATrainedModel(String file) throws Exception {
        Optional<Path> model = SharedFolder.find("models/" + file);

        if (model.isPresent()) {
            compare(model.get(), 0);
        }
    }

    @Test
    void givesTheChosenRowsOfAModelWithAnotherAttention() throws Exception {
        Optional<Path> model = SharedFolder.find("models/tiny-random-gpt2-genai/past.onnx");

        if (model.isPresent()) {
            compare(model.get(), 0);
        }
    }

    /** The scale of the head's activations is that of the chosen rows, no longer that of all. */
    @Test
    void movesTheLogitsALittleWhereOneScaleHoldsForAllRows() throws Exception {
        EightBitArithmetic.requireExact();

        compare(TINY.resolve("model_quantized.onnx"), 0.02f);
    }

    @Test
    void isTheSameForOneRowWhateverElseTheQuantizedPromptHolds() throws Exception {
        byte[] picked =
                PickedLogits.rewrite(TINY.resolve("model_quantized.onnx")).orElseThrow();

        float[] alone = GraphRun.logits(picked, TINY, IDS, 3)[1][0];
        float[] twice = GraphRun.logits(picked, TINY, IDS, 3, 3)[1][1];

        assertThat(twice).isEqualTo(alone);
    }

    @Test
    void leavesAGraphThatChoosesRowsAsItIs() {
        byte[] picked = PickedLogits.rewrite(TINY.resolve("model.onnx")).orElseThrow();

        assertThat(PickedLogits.rewrite(picked)).isEmpty();
    }

    @Test
    void leavesAGraphWithoutLogitsAsItIs() {
        assertThat(PickedLogits.rewrite(Path.of("src/test/resources/models/tiny-classifier/onnx/model.onnx")))
                .isEmpty();
    }

    @Test
    void refusesAFileThatIsNoModel(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("model.onnx"), "version https://git-lfs");

        assertThatThrownBy(() -> PickedLogits.rewrite(file))
                .isInstanceOf(SlmException.UnusableModel.class)
                .hasMessageContaining("model.onnx is not an ONNX model");
    }

    private static void compare(Path file, float tolerance) throws Exception {
        Path folder = java.util.Objects.requireNonNull(file.toAbsolutePath().getParent());
        byte[] published = Files.readAllBytes(file);
        byte[] picked = PickedLogits.rewrite(file).orElseThrow();
        assertThat(PickedLogits.rewrite(published))
                .hasValueSatisfying(same -> assertThat(same).isEqualTo(picked));

        float[][][] all = GraphRun.logits(published, folder, IDS);
        float[][][] some = GraphRun.logits(picked, folder, IDS, 5, 2, 0);

        for (int sequence = 0; sequence < IDS.length; sequence++) {
            assertThat(some[sequence]).hasNumberOfRows(3);
            int at = 0;
            for (int row : List.of(5, 2, 0)) {
                assertThat(some[sequence][at])
                        .usingComparatorWithPrecision(tolerance)
                        .isEqualTo(all[sequence][row]);
                at++;
            }
        }
    }
}

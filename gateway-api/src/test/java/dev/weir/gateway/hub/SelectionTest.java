package dev.weir.gateway.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.weir.gateway.shelf.ModelId;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SelectionTest {

    private static final String GENAI = "cpu_and_mobile/cpu-int4-rtn-block-32";

    static Stream<Arguments> defaults() {
        return Stream.of(
                arguments(List.of("onnx/model.onnx", "onnx/model_q4.onnx", "onnx/model_q4f16.onnx"), "q4"),
                arguments(List.of("onnx/model.onnx", "onnx/model_quantized.onnx", "onnx/model_fp16.onnx"), "q8"),
                arguments(List.of("onnx/model.onnx", "onnx/model_int8.onnx"), "int8"),
                arguments(List.of("onnx/model.onnx", "onnx/model_fp16.onnx"), "fp16"),
                arguments(List.of("model.onnx"), "fp32"),
                arguments(List.of("onnx/model_bnb4.onnx"), "bnb4"));
    }

    @ParameterizedTest
    @MethodSource("defaults")
    void takesTheSmallestThatRunsWell(List<String> files, String variant) {
        assertThat(chosen(files, wanted(null)).variant()).isEqualTo(variant);
    }

    @Test
    void takesTheVariantThatIsNamed() {
        List<String> files =
                List.of("onnx/model.onnx", "onnx/model.onnx_data", "onnx/model.onnx_data_1", "onnx/model_q4.onnx");

        assertThat(chosen(files, wanted("fp32")).files())
                .containsExactly("onnx/model.onnx", "onnx/model.onnx_data", "onnx/model.onnx_data_1");
    }

    @Test
    void knowsTheQuantizedVariantByBothNames() {
        List<String> files = List.of("onnx/model_q4.onnx", "onnx/model_quantized.onnx");

        assertThat(chosen(files, wanted("q8"))).isEqualTo(chosen(files, wanted("quantized")));
    }

    @Test
    void listsTheVariantsThatAreThere() {
        assertThatThrownBy(() -> chosen(List.of("onnx/model.onnx", "onnx/model_q4.onnx"), wanted("int8")))
                .isInstanceOf(HubException.class)
                .hasMessage("acme/tiny has no variant 'int8'; it has q4, fp32.");
    }

    @Test
    void takesAFolderOfGenaiWithEverythingBesideItsConfiguration() {
        List<String> files = List.of(
                GENAI + "/genai_config.json",
                GENAI + "/model.onnx",
                GENAI + "/model.onnx.data",
                GENAI + "/tokenizer.json",
                GENAI + "/inner/model.onnx",
                "cuda/genai_config.json",
                "config.json");

        assertThat(chosen(files, new Wanted(GENAI, null, false, false)).files())
                .containsExactlyElementsOf(files.subList(0, 4));
    }

    @Test
    void namesTheFoldersWhereTheModelItselfHasNoGraph() {
        assertThatThrownBy(() -> chosen(
                        List.of(GENAI + "/genai_config.json", "cuda/genai_config.json", "config.json"), wanted(null)))
                .hasMessage(
                        "acme/tiny has no model*.onnx; name one of its folders: --path " + GENAI + ", --path cuda.");
    }

    @Test
    void offersToConvertWhatHasOnlyItsTrainedWeights() {
        assertThatThrownBy(() -> chosen(List.of("config.json", "model.safetensors"), wanted(null)))
                .hasMessageContaining("load its weights with --safetensors and convert them");
    }

    @Test
    void takesTheTrainedWeightsOnce() {
        List<String> files = List.of(
                "config.json",
                "consolidated.safetensors",
                "model-00001-of-00002.safetensors",
                "model-00002-of-00002.safetensors",
                "model.safetensors.index.json",
                "onnx/model.onnx");

        assertThat(chosen(files, new Wanted("", null, true, false)).files())
                .containsExactly(files.get(0), files.get(2), files.get(3), files.get(4));
    }

    @Test
    void takesAllOfAFolderThatWeirConverted() {
        List<String> files = List.of("weir.json", "onnx/model_weir_decode.onnx", "onnx/model_weir_prefill.onnx_data");

        assertThat(chosen(files, wanted(null)).files()).isEqualTo(files);
        assertThatThrownBy(() -> chosen(files, wanted("q4"))).hasMessageContaining("leave out --variant");
    }

    @Test
    void takesEverythingWhenToldSo() {
        List<String> files = List.of("README.md", "onnx/model.onnx", "pytorch_model.bin");

        assertThat(chosen(files, new Wanted("", null, false, true)).files()).isEqualTo(files);
    }

    private static Wanted wanted(@Nullable String variant) {
        return new Wanted("", variant, false, false);
    }

    private static Selection chosen(List<String> files, Wanted wanted) {
        return Selection.of(new Listing(ModelId.parse("acme/tiny"), TestingHub.COMMIT, files), wanted);
    }
}

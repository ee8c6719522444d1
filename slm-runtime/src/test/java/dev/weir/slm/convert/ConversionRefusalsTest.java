package dev.weir.slm.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.slm.SlmException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConversionRefusalsTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mamba | '' | has the model_type mamba",
                "llama | '\"rope_scaling\": {\"rope_type\": \"yarn\"},' | rope_scaling of the kind yarn",
                "phi3 | '\"rope_scaling\": {\"type\": \"longrope\"},' | rope_scaling of the kind longrope",
                "llama | '\"partial_rotary_factor\": 0.5,' | has a partial_rotary_factor",
                "qwen3 | '\"head_dim\": 24,' | has heads of 24 numbers",
                "llama | '\"quantization_config\": {},' | quantized already",
            })
    void refusesWhatItDoesNotKnow(String type, String more, String sentence) throws Exception {
        RandomModel model = new RandomModel(type, more, 1, 64, 96, 100);

        refuses(model, sentence);
    }

    @Test
    void namesAMissingWeight() throws Exception {
        refuses(llama().without("model.layers.0.mlp.up_proj.weight"), "lack model.layers.0.mlp.up_proj.weight");
    }

    @Test
    void namesAWeightOfAnotherShape() throws Exception {
        refuses(llama().with("model.norm.weight", 63), "model.norm.weight");
    }

    /** Left out, it would change every answer. */
    @Test
    void namesAWeightThatItDoesNotKnow() throws Exception {
        refuses(llama().with("model.layers.0.self_attn.gate.weight", 64), "model.layers.0.self_attn.gate.weight");
    }

    @Test
    void refusesAFolderWithoutSafetensors() throws Exception {
        Path source = llama().write(folder.resolve("source"));
        Files.delete(source.resolve("model.safetensors"));

        assertThatThrownBy(() -> convert(source))
                .isInstanceOf(SlmException.UnusableModel.class)
                .hasMessageContaining("only weights in safetensors");
    }

    @Test
    void refusesACutFile() throws Exception {
        Path source = llama().write(folder.resolve("source"));
        byte[] whole = Files.readAllBytes(source.resolve("model.safetensors"));
        Files.write(source.resolve("model.safetensors"), java.util.Arrays.copyOf(whole, whole.length - 10));

        assertThatThrownBy(() -> convert(source))
                .isInstanceOf(SlmException.UnusableModel.class)
                .hasMessageContaining("is not a whole safetensors file");
    }

    @Test
    void doesNotTouchAFolderThatIsThere() throws Exception {
        Path source = llama().write(folder.resolve("source"));
        Files.createDirectories(folder.resolve("out"));
        Path kept = Files.writeString(folder.resolve("out/kept.txt"), "kept");

        assertThatThrownBy(() -> convert(source)).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(kept).hasContent("kept");
    }

    private void refuses(RandomModel model, String sentence) throws Exception {
        Path source = model.write(folder.resolve("source"));

        assertThatThrownBy(() -> convert(source))
                .isInstanceOf(SlmException.UnusableModel.class)
                .hasMessageContaining(sentence);
        assertThat(folder).isDirectoryNotContaining("glob:**/out*");
    }

    private void convert(Path source) throws Exception {
        Conversion.run(
                new ConversionOptions(source, folder.resolve("out"), 32, 4, true, false, false),
                "0",
                (what, done, total) -> {});
    }

    private static RandomModel llama() {
        return new RandomModel("llama", "", 1, 64, 96, 100);
    }
}

package dev.weir.gateway.shelf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.gateway.shelf.ShelvedModel.Layout;
import dev.weir.gateway.shelf.ShelvedModel.Variant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What model folders are told to hold, from their files. */
class FolderReadingTest {

    private static final Path MODELS = Path.of("../slm-runtime/src/test/resources");

    @Test
    void readsAHuggingFaceFolder() throws IOException {
        ShelvedModel model = FolderReading.read(MODELS.resolve("architectures/qwen3-hf"));

        assertThat(model.layout()).isEqualTo(Layout.HUGGINGFACE);
        assertThat(model.variants())
                .extracting(Variant::name, Variant::precision)
                .contains(org.assertj.core.groups.Tuple.tuple("fp32", "fp32"));
        assertThat(model.contextTokens()).isPresent();
        assertThat(model.bytes()).isGreaterThan(Files.size(MODELS.resolve("architectures/qwen3-hf/onnx/model.onnx")));
    }

    @Test
    void readsAGenaiFolder() throws IOException {
        Path folder = MODELS.resolve("architectures/qwen3-genai/int4");

        ShelvedModel model = FolderReading.read(folder);

        Variant variant = model.variants().getFirst();
        assertThat(model.layout()).isEqualTo(Layout.GENAI);
        assertThat(variant.precision()).isEqualTo("int4");
        assertThat(variant.weightBytes())
                .isEqualTo(Files.size(folder.resolve("model.onnx")) + Files.size(folder.resolve("model.onnx.data")));
    }

    @Test
    void countsKeysAndValuesOfEveryLayer() {
        ShelvedModel model = FolderReading.read(MODELS.resolve("models/tiny-llama"));
        Variant variant = model.variants().stream()
                .filter(one -> one.name().equals("fp32"))
                .findFirst()
                .orElseThrow();

        // 2 layers, a key and a value each, of 2 heads with 8 numbers of 4 bytes.
        assertThat(variant.kvBytesPerToken()).hasValue(2 * 2 * 2 * 8 * 4);
    }

    @Test
    void needsTheWeightsAndOneContextOfMemory() {
        Variant variant = new Variant("q4", Path.of("m"), "int4", 1_000, OptionalLong.of(10));
        ShelvedModel model = new ShelvedModel(
                "m", "", Path.of("m"), Layout.HUGGINGFACE, List.of(variant), 2_000, OptionalInt.of(50));

        assertThat(model.memoryBytes(variant)).hasValue(1_500);
    }

    @Test
    void readsEachFolderOfACachedModel(@TempDir Path cache) throws IOException {
        Path snapshot = cache.resolve("models--acme--tiny/snapshots").resolve("a".repeat(40));
        for (String inside : List.of("cpu", "gpu")) {
            Files.createDirectories(snapshot.resolve(inside));
            Files.writeString(
                    snapshot.resolve(inside).resolve("genai_config.json"), "{\"model\":{\"context_length\":64}}");
        }
        Files.createDirectories(cache.resolve("models--acme--tiny/refs"));
        Files.writeString(cache.resolve("models--acme--tiny/refs/main"), "a".repeat(40));

        List<ShelvedModel> models = new HubCache(cache)
                .snapshots().stream()
                        .flatMap(one -> FolderReading.read(one).stream())
                        .toList();

        assertThat(models).extracting(ShelvedModel::name).containsExactly("acme/tiny/cpu", "acme/tiny/gpu");
        assertThat(models).allMatch(model -> model.revision().equals("main"));
        assertThat(models.getFirst().contextTokens()).hasValue(64);
    }

    @Test
    void passesOverWhatIsNoModel(@TempDir Path cache) throws IOException {
        for (String other : List.of("datasets--acme--tiny", ".locks", "models--nothing", "version.txt")) {
            Files.createDirectories(cache.resolve(other));
        }

        assertThat(new HubCache(cache).snapshots()).isEmpty();
    }

    @Test
    void saysOfAGraphThatCannotBeReadThatItCannot(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("model.onnx"), "no graph");

        assertThat(FolderReading.read(folder).variants())
                .extracting(Variant::precision)
                .containsExactly("unreadable");
    }
}

package dev.weir.gateway.shelf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HubReferenceTest {

    @ParameterizedTest
    @CsvSource({
        "hub:acme/tiny, acme/tiny, '', main",
        "hub:acme/tiny@v1, acme/tiny, '', v1",
        "hub:acme/tiny@refs/pr/1, acme/tiny, '', refs/pr/1",
        "hub:acme/tiny/cpu/int4, acme/tiny, cpu/int4, main",
        "hub:acme/tiny/cpu@v1, acme/tiny, cpu, v1"
    })
    void namesAModelAFolderAndARevision(String text, String model, String path, String revision) {
        HubReference reference = HubReference.parse(text);

        assertThat(reference).isEqualTo(new HubReference(ModelId.parse(model), path, revision));
        assertThat(reference).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hub:tiny",
                "hub:",
                "hub:/tiny",
                "hub:acme/",
                "hub:acme/..",
                "hub:../tiny",
                "hub:acme/tiny/../..",
                "hub:acme/tiny@../x",
                "hub:acme/ti--ny",
                "hub:acme/tiny@"
            })
    void refusesWhatIsNone(String text) {
        assertThatThrownBy(() -> HubReference.parse(text)).isInstanceOf(ShelfException.class);
    }

    @Test
    void takesTheCacheThatTheVariablesName(@TempDir Path user) {
        assertThat(HubHome.of(Map.of(), user).cache()).isEqualTo(user.resolve(".cache/huggingface/hub"));
        assertThat(HubHome.of(Map.of("XDG_CACHE_HOME", "/x"), user).cache()).isEqualTo(Path.of("/x/huggingface/hub"));
        assertThat(HubHome.of(Map.of("HF_HOME", "/h", "XDG_CACHE_HOME", "/x"), user)
                        .cache())
                .isEqualTo(Path.of("/h/hub"));
        assertThat(HubHome.of(Map.of("HF_HUB_CACHE", "~/c", "HF_HOME", "/h"), user)
                        .cache())
                .isEqualTo(user.resolve("c"));
    }

    @Test
    void takesTheTokenFromAVariableBeforeTheFile(@TempDir Path user) throws IOException {
        Files.writeString(user.resolve("token"), "hf_file\n");
        String home = user.toString();

        assertThat(HubHome.of(Map.of("HF_HOME", home), user).token()).contains("hf_file");
        assertThat(HubHome.of(Map.of("HF_HOME", home, "HUGGING_FACE_HUB_TOKEN", "hf_old"), user)
                        .token())
                .contains("hf_old");
        assertThat(HubHome.of(Map.of("HF_TOKEN", " ", "HF_HOME", "/nowhere"), user)
                        .token())
                .isEmpty();
    }

    @Test
    void namesTheCommandThatWouldPullWhatIsMissing(@TempDir Path empty) {
        assertThatThrownBy(() -> new HubCache(empty).find(HubReference.parse("hub:acme/tiny/cpu@v1")))
                .isInstanceOf(ShelfException.class)
                .hasMessage("hub:acme/tiny/cpu@v1 is not in the cache " + empty
                        + "; run ./weir pull acme/tiny --revision v1 --path cpu first.");
    }
}

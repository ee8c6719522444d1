package dev.weir.gateway.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.gateway.config.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFileTest {

    @TempDir
    private Path folder;

    private Path file;
    private Instant now = Instant.EPOCH;

    @BeforeEach
    void writeTwoKeys() throws IOException {
        file = Files.writeString(folder.resolve("keys"), "sk-one\n\n  sk-two \n");
    }

    private KeyFile open() {
        return KeyFile.open(file, () -> now, Runnable::run);
    }

    @Test
    void holdsOneKeyALine() {
        assertThat(open().get()).containsExactly("sk-one", "sk-two");
    }

    @Test
    void takesAChangedKeyWithinTwoSeconds() throws IOException {
        KeyFile keys = open();
        Files.writeString(file, "sk-three");

        assertThat(keys.get()).containsExactly("sk-one", "sk-two");
        now = now.plusSeconds(2);

        assertThat(keys.get()).containsExactly("sk-three");
    }

    @Test
    void keepsItsKeysWhileTheFileIsGoneOrEmpty() throws IOException {
        KeyFile keys = open();

        Files.writeString(file, "\n");
        now = now.plusSeconds(2);
        assertThat(keys.get()).containsExactly("sk-one", "sk-two");

        Files.delete(file);
        now = now.plusSeconds(2);
        assertThat(keys.get()).containsExactly("sk-one", "sk-two");
    }

    @Test
    void stopsTheStartWithoutAKey() throws IOException {
        Files.writeString(file, " \n");
        assertThatThrownBy(this::open)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("holds none");

        Files.delete(file);
        assertThatThrownBy(this::open)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("cannot be read");
    }
}

package dev.weir.gateway.bench;

import static dev.weir.gateway.bench.Cell.Measure.DECODE;
import static dev.weir.gateway.bench.Cell.Measure.PREFILL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With scripts that print what the programs of llama.cpp v0.5.0 print. */
class LlamaCppTest {

    private static final BenchPlan PLAN = new BenchPlan(List.of(128, 512), List.of(1, 4), 64, 128, 1, 2);

    @TempDir
    private Path folder;

    @BeforeEach
    void scriptPrograms() throws IOException {
        Files.createFile(folder.resolve("some.gguf"));
        script("llama-bench", """
                echo "$@" > "$0.arguments"
                echo '[{"n_prompt": 128, "n_gen": 0, "samples_ns": [200000000, 100000000, 300000000]},
                       {"n_prompt": 512, "n_gen": 0, "samples_ns": [1000000000]}]'""");
        script("llama-batched-bench", """
                echo "$@" > "$0.arguments"
                echo
                echo '{"n_kv_max": 768, "pp": 128, "tg": 64, "pl": 1, "speed_tg": 80.5}'
                echo '{"n_kv_max": 768, "pp": 128, "tg": 64, "pl": 4, "speed_tg": 200.25}'""");
    }

    @Test
    void readsWhatTheProgramsPrint() throws InterruptedException {
        var round = llama().round();

        assertThat(round)
                .containsOnlyKeys(
                        new Cell(PREFILL, 128), new Cell(PREFILL, 512), new Cell(DECODE, 1), new Cell(DECODE, 4))
                .containsEntry(new Cell(PREFILL, 128), 640.0)
                .containsEntry(new Cell(PREFILL, 512), 512.0)
                .containsEntry(new Cell(DECODE, 1), 80.5)
                .containsEntry(new Cell(DECODE, 4), 200.25);
    }

    @Test
    void asksForTheSameAsWeirDoes() throws InterruptedException, IOException {
        llama().round();

        assertThat(arguments("llama-bench"))
                .isEqualTo("-m " + folder.resolve("some.gguf") + " -t 2 -p 128,512 -n 0 -r 3 -fa 1 -o json");
        assertThat(arguments("llama-batched-bench"))
                .isEqualTo("-m " + folder.resolve("some.gguf")
                        + " -t 2 -npp 128 -ntg 64 -npl 1,4 -c 768 -fa on --output-format jsonl");
    }

    @Test
    void saysWhatAProgramSaidThatFailed() throws IOException {
        script("llama-bench", "echo 'error: no such tensor' >&2; exit 3");

        assertThatThrownBy(() -> llama().round())
                .isInstanceOf(BenchException.class)
                .hasMessageEndingWith("llama-bench ended with 3: error: no such tensor");
    }

    @Test
    void namesAMissingProgram() throws IOException {
        Files.delete(folder.resolve("llama-batched-bench"));

        assertThatThrownBy(this::llama)
                .isInstanceOf(BenchException.class)
                .hasMessage("there is no file " + folder.resolve("llama-batched-bench"));
    }

    private LlamaCpp llama() {
        return LlamaCpp.of(folder, folder.resolve("some.gguf"), PLAN);
    }

    private String arguments(String program) throws IOException {
        return Files.readString(folder.resolve(program + ".arguments")).strip();
    }

    private void script(String name, String body) throws IOException {
        Path file = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}

package dev.weir.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ConvertCommandTest {

    private static final String MODEL = "../slm-runtime/src/test/resources/convert/qwen2";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    @Test
    void convertsAModelAndSaysWhatItLost() {
        int code = run(MODEL, "--out", folder.resolve("made").toString(), "--block", "16", "--head", "int8");

        assertThat(code).isZero();
        assertThat(out.toString())
                .contains(
                        "qwen2, 4 layers",
                        "int4, head int8",
                        "onnx/model_weir_prefill.onnx",
                        "the same likeliest token");
        assertThat(err.toString()).contains("decode graph ...", "prefill graph ...", "accuracy ...");
        assertThat(folder.resolve("made/weir.json")).isRegularFile();
    }

    @Test
    void makesOneGraphToCompareWith() {
        int code = run(MODEL, "--out", folder.resolve("made").toString(), "--precision", "fp32");

        assertThat(code).isZero();
        assertThat(folder.resolve("made/onnx/model_weir_fp32.onnx")).isRegularFile();
        assertThat(out.toString()).doesNotContain("prefill");
    }

    @Test
    void doesNotOverwriteAFolder() throws Exception {
        Files.writeString(folder.resolve("mine.txt"), "mine");

        assertThat(run(MODEL, "--out", folder.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("weir: --out: ", "is there already and not empty");
    }

    @Test
    void namesAFolderThatIsNotThere() {
        assertThat(run("no-such-folder", "--out", folder.resolve("made").toString()))
                .isEqualTo(2);
        assertThat(err.toString()).contains("there is no folder no-such-folder.");
    }

    @Test
    void namesABlockThatCannotBe() {
        assertThat(run(MODEL, "--out", folder.resolve("made").toString(), "--block", "100"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("the block must be 16, 32, 64, 128 or 256, not 100.");
    }

    @Test
    void saysWhyAModelCannotBeConverted() {
        String classifier = "../slm-runtime/src/test/resources/models/tiny-classifier";

        assertThat(run(classifier, "--out", folder.resolve("made").toString())).isEqualTo(1);
        assertThat(err.toString()).contains("weir: ", "config.json has");
    }

    private int run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        return new CommandLine(new ConvertCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all.toArray(String[]::new));
    }
}

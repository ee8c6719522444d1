package dev.weir.gateway.assembled;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.gateway.hub.TestingHub;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the hub to an answer, without the hub from then on. */
class PulledModelIT {

    private static final Path MODEL = Path.of("../slm-runtime/src/test/resources/models/tiny-llama");
    private static final String ASKED = "{\"model\":\"local/tiny-llama\",\"max_tokens\":4,"
            + "\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";

    @TempDir
    private Path cache;

    @Test
    void servesWhatWasPulled() {
        try (TestingHub hub = TestingHub.start().with("acme/tiny-llama", files())) {
            Map<String, String> online =
                    Map.of("HF_ENDPOINT", hub.endpoint().toString(), "HF_HUB_CACHE", cache.toString());
            // Its weights are in a file of their own, which ONNX Runtime has to find behind a link.
            TestingWeir.Ended pull =
                    TestingWeir.run(TestingWeir.command(), online, "pull", "acme/tiny-llama", "--variant", "external");
            assertThat(pull.output()).contains("Use it with ./weir serve --local-model hub:acme/tiny-llama");
            assertThat(pull.exitCode()).isZero();
        }

        Map<String, String> offline = Map.of("HF_ENDPOINT", "http://127.0.0.1:1", "HF_HUB_CACHE", cache.toString());
        try (TestingWeir weir =
                TestingWeir.serve(offline, "--local-model", "hub:acme/tiny-llama", "--variant", "external")) {
            HttpResponse<String> response = weir.send(weir.chat(ASKED));

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).contains("\"model\":\"tiny-llama\"");
        }
    }

    @Test
    void namesTheCommandThatPullsAModelThatIsMissing() {
        TestingWeir.Ended ended = TestingWeir.run(
                TestingWeir.command(),
                Map.of("HF_HUB_CACHE", cache.toString()),
                "serve",
                "--weir.local-models.m.folder=hub:acme/other@v1");

        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.output())
                .contains("weir: hub:acme/other@v1 is not in the cache " + cache
                        + "; run ./weir pull acme/other --revision v1 first.");
    }

    private static Map<String, byte[]> files() {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(MODEL)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(MODEL.relativize(file).toString(), Files.readAllBytes(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }
}

package dev.weir.slm.convert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.slm.ModelFolder;
import dev.weir.slm.SharedFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ConversionTest {

    private static final Optional<Path> STORIES = SharedFolder.find("models/stories260K-onnx");

    @TempDir
    private Path folder;

    @Test
    void saysInSinglePrecisionExactlyWhatTheTrainedModelSays() throws Exception {
        if (STORIES.isEmpty()) {
            return;
        }
        Path out = folder.resolve("out");
        Manifest manifest = Conversion.run(
                new ConversionOptions(STORIES.get(), out, 128, 4, true, true, false), "0", (what, done, total) -> {});
        DecoderPlan plan = ModelConfig.read(ModelFolder.at(out));

        JsonNode golden = JsonMapper.builder()
                .build()
                .readTree(Files.readAllBytes(STORIES.get().resolve("golden.json")));
        try (GraphSession session = GraphSession.open(out.resolve(manifest.decode()))) {
            for (JsonNode run : golden.path("runs")) {
                if (run.path("file").asString().equals("onnx/model.onnx")) {
                    List<Long> expected = longs(run.path("output_ids"));
                    assertThat(greedy(session, session, plan, longs(run.path("prompt_ids")), expected.size()))
                            .isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void quantizesATrainedModel() throws Exception {
        if (STORIES.isEmpty()) {
            return;
        }
        Path out = folder.resolve("out");
        Manifest manifest = Conversion.run(
                new ConversionOptions(STORIES.get(), out, 128, 4, true, false, true), "0", (what, done, total) -> {});

        assertThat(Manifest.find(ModelFolder.at(out))).contains(manifest);
        Accuracy accuracy = java.util.Objects.requireNonNull(manifest.accuracy());
        assertThat(accuracy.sameFirstChoice()).isGreaterThan(0.7);
    }

    static List<Long> greedy(GraphSession prefill, GraphSession decode, DecoderPlan plan, List<Long> prompt, int count)
            throws Exception {
        List<Long> said = new ArrayList<>();
        try (KeyValueBuffers cache = new KeyValueBuffers(GraphSession.environment(), plan, prompt.size() + count)) {
            long[] ids = prompt.stream().mapToLong(id -> id).toArray();
            long next = highest(prefill.run(cache, ids, 0, ids.length - 1)[0]);
            said.add(next);
            while (said.size() < count) {
                next = highest(decode.run(cache, new long[] {next}, prompt.size() + said.size() - 1, 0)[0]);
                said.add(next);
            }
        }
        return said;
    }

    private static long highest(float[] logits) {
        int highest = 0;
        for (int i = 1; i < logits.length; i++) {
            highest = logits[i] > logits[highest] ? i : highest;
        }
        return highest;
    }

    static List<Long> longs(JsonNode array) {
        List<Long> longs = new ArrayList<>();
        array.forEach(number -> longs.add(number.longValue()));
        return longs;
    }
}

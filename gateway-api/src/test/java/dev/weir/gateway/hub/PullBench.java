package dev.weir.gateway.hub;

import dev.weir.gateway.hub.Pull.Surroundings;
import dev.weir.gateway.shelf.HubCache;
import dev.weir.gateway.shelf.ModelId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A pull with everything around it: a hub, an empty cache, pauses that take no time. */
final class PullBench implements AutoCloseable {

    static final ModelId MODEL = ModelId.parse("acme/tiny");
    static final byte[] GRAPH = "the weights of four bits, many of them".getBytes(StandardCharsets.UTF_8);
    static final String GRAPH_FILE = "onnx/model_q4.onnx";
    static final String GRAPH_PATH = "/acme/tiny/resolve/" + TestingHub.COMMIT + "/" + GRAPH_FILE;
    static final String CONFIG_PATH = "/acme/tiny/resolve/" + TestingHub.COMMIT + "/config.json";
    static final String API_PATH = "/api/models/acme/tiny/revision/main";

    final TestingHub hub = TestingHub.start().with("acme/tiny", files());
    final HubCache cache;
    final List<Duration> pauses = new ArrayList<>();
    final RecordingProgress progress = new RecordingProgress();
    Optional<String> token = Optional.empty();
    Duration stall = Duration.ofMinutes(1);
    long freeBytes = Long.MAX_VALUE;
    boolean links = true;

    PullBench(Path folder) {
        cache = new HubCache(folder.resolve("hub"));
    }

    static Map<String, byte[]> files() {
        Map<String, byte[]> files = new TreeMap<>();
        for (String text : List.of("config.json", "tokenizer.json", "README.md", "onnx/notes.txt")) {
            files.put(text, ("{\"of\":\"" + text + "\"}").getBytes(StandardCharsets.UTF_8));
        }
        files.put(GRAPH_FILE, GRAPH);
        files.put("onnx/model_q4.onnx_data", "data".getBytes(StandardCharsets.UTF_8));
        files.put("onnx/model_q4f16.onnx", "other".getBytes(StandardCharsets.UTF_8));
        files.put("onnx/model.onnx", "single".getBytes(StandardCharsets.UTF_8));
        files.put("model.safetensors", "trained".getBytes(StandardCharsets.UTF_8));
        return files;
    }

    Pulled pull() {
        return pull("main", Wanted.BEST);
    }

    Pulled pull(String revision, Wanted wanted) {
        return new Pull(
                        new HubOptions(hub.endpoint(), token, stall),
                        cache,
                        new Surroundings(pauses::add, _ -> freeBytes, links),
                        progress)
                .run(MODEL, revision, wanted);
    }

    Path graphBlob() {
        return cache.blobs(MODEL).resolve(TestingHub.sha256(GRAPH));
    }

    Path graphIncomplete() {
        return cache.blobs(MODEL).resolve(TestingHub.sha256(GRAPH) + ".incomplete");
    }

    @Override
    public void close() {
        hub.close();
    }
}

package dev.weir.gateway.hub;

import static dev.weir.gateway.hub.PullBench.GRAPH;
import static dev.weir.gateway.hub.PullBench.GRAPH_FILE;
import static dev.weir.gateway.hub.PullBench.MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.gateway.hub.TestingHub.Asked;
import dev.weir.gateway.shelf.HubReference;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a pull leaves in the cache, and what it asks for. */
class PullTest {

    @TempDir
    private Path folder;

    private PullBench bench;

    @BeforeEach
    void start() {
        bench = new PullBench(folder);
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    @Test
    void loadsTextsAndOneGraphWithItsData() {
        Pulled pulled = bench.pull();

        assertThat(pulled.files())
                .containsExactly("config.json", GRAPH_FILE, "onnx/model_q4.onnx_data", "tokenizer.json");
        assertThat(pulled.variant()).isEqualTo("q4");
        assertThat(pulled.folder()).isEqualTo(bench.cache.snapshot(MODEL, TestingHub.COMMIT));
        assertThat(pulled.folder().resolve(GRAPH_FILE)).hasBinaryContent(GRAPH);
    }

    @Test
    void laysTheCacheOutAsTheHubsToolsDo() throws IOException {
        Path snapshot = bench.pull().folder();

        Path repository = folder.resolve("hub/models--acme--tiny");
        assertThat(snapshot).isEqualTo(repository.resolve("snapshots").resolve(TestingHub.COMMIT));
        assertThat(repository.resolve("refs/main")).hasContent(TestingHub.COMMIT);
        // Not a symbolic link: ONNX Runtime would not follow it out of the folder.
        assertThat(snapshot.resolve(GRAPH_FILE))
                .isRegularFile()
                .satisfies(file -> assertThat(Files.isSymbolicLink(file)).isFalse())
                .satisfies(file -> assertThat(Files.isSameFile(
                                file, repository.resolve("blobs").resolve(TestingHub.sha256(GRAPH))))
                        .isTrue());
        assertThat(Files.readSymbolicLink(snapshot.resolve("config.json")).getParent())
                .isEqualTo(Path.of("../../blobs"));
        try (Stream<Path> blobs = Files.list(repository.resolve("blobs"))) {
            assertThat(blobs).hasSize(4).noneMatch(blob -> blob.toString().endsWith(".incomplete"));
        }
    }

    @Test
    void loadsNothingTwice() {
        Pulled first = bench.pull();
        int requests = bench.hub.loads(GRAPH_FILE).size();

        Pulled second = bench.pull();

        assertThat(first.loaded()).isEqualTo(first.bytes());
        assertThat(second.loaded()).isZero();
        assertThat(second.bytes()).isEqualTo(first.bytes());
        assertThat(bench.hub.loads(GRAPH_FILE)).hasSize(requests);
    }

    @Test
    void usesWhatAnotherToolPutIntoTheCache() throws IOException {
        Files.createDirectories(bench.graphBlob().getParent());
        Files.write(bench.graphBlob(), GRAPH);

        bench.pull();

        assertThat(bench.hub.loads(GRAPH_FILE)).isEmpty();
    }

    @Test
    void addsAVariantToWhatIsThere() {
        Path first = bench.pull().folder();
        Pulled second = bench.pull("main", new Wanted("", "fp32", false, false));

        assertThat(second.files()).contains("onnx/model.onnx").doesNotContain(GRAPH_FILE);
        assertThat(first.resolve("onnx/model.onnx")).exists();
        assertThat(first.resolve(GRAPH_FILE)).exists();
    }

    @Test
    void keepsARevisionUnderItsName() {
        bench.pull("refs/pr/1", Wanted.BEST);

        assertThat(bench.cache.find(HubReference.parse("hub:acme/tiny@refs/pr/1")))
                .isEqualTo(bench.cache.snapshot(MODEL, TestingHub.COMMIT));
        assertThatThrownBy(() -> bench.cache.find(HubReference.parse("hub:acme/tiny")))
                .hasMessageContaining("run ./weir pull acme/tiny first");
    }

    @Test
    void needsNoNameForACommit() {
        bench.pull(TestingHub.COMMIT, Wanted.BEST);

        assertThat(folder.resolve("hub/models--acme--tiny/refs")).doesNotExist();
        assertThat(bench.cache.find(HubReference.parse("hub:acme/tiny@" + TestingHub.COMMIT)))
                .isDirectory();
    }

    @Test
    void sendsTheTokenToTheHubAndNowhereElse() {
        bench.token = Optional.of("hf_secret");

        bench.pull();

        assertThat(bench.hub.asked())
                .filteredOn(Asked::atHub)
                .allMatch(asked -> "Bearer hf_secret".equals(asked.authorization()));
        assertThat(bench.hub.asked())
                .filteredOn(asked -> !asked.atHub())
                .isNotEmpty()
                .allMatch(asked -> asked.authorization() == null);
    }

    @Test
    void copiesWhereThereAreNoLinks() {
        bench.links = false;

        Path graph = bench.pull().folder().resolve(GRAPH_FILE);

        assertThat(Files.isSymbolicLink(graph)).isFalse();
        assertThat(graph).hasBinaryContent(GRAPH);
    }

    @Test
    void repairsALinkThatLeadsNowhere() throws IOException {
        Path graph = bench.cache.snapshot(MODEL, TestingHub.COMMIT).resolve(GRAPH_FILE);
        Files.createDirectories(graph.getParent());
        Files.createSymbolicLink(graph, Path.of("../../../blobs/gone"));

        bench.pull();

        assertThat(graph).hasBinaryContent(GRAPH);
    }

    @Test
    void saysBeforehandHowMuchThereIsToLoad() {
        Pulled pulled = bench.pull();

        assertThat(bench.progress.planned).isEqualTo(pulled.bytes());
        assertThat(bench.progress.loaded).isEqualTo(pulled.bytes());
        assertThat(bench.progress.events).contains("started " + GRAPH_FILE + " at 0", "finished " + GRAPH_FILE);
    }

    @Test
    void refusesADiskThatIsTooFull() {
        bench.freeBytes = 10;

        assertThatThrownBy(bench::pull)
                .isInstanceOf(HubException.class)
                .hasMessageContaining("has 10 B; free some, or set HF_HUB_CACHE");
        assertThat(bench.hub.loads(GRAPH_FILE)).isEmpty();
    }

    @Test
    void letsOnlyOneProcessPullAModel() throws Exception {
        Path lock = bench.cache.lock(MODEL);
        Files.createDirectories(lock.getParent());
        List<String> holder = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                LockHolder.class.getName(),
                lock.toString());
        Process other = new ProcessBuilder(holder)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(other.getInputStream().read()).isEqualTo('h');

        Thread releases = Thread.ofVirtual().unstarted(() -> other.destroy());
        bench.progress.onNote = releases::start;
        bench.pull();

        assertThat(bench.progress.events.getFirst()).isEqualTo("Another process pulls acme/tiny; waiting for it");
        releases.join();
        other.waitFor();
    }

    /** Another process that has the lock until it is ended. */
    static final class LockHolder {
        public static void main(String[] arguments) throws IOException {
            try (FileChannel channel = FileChannel.open(
                            Path.of(arguments[0]), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock _ = channel.lock()) {
                System.out.print('h');
                System.out.flush();
                var _ = System.in.read();
            }
        }
    }
}

package dev.weir.gateway.hub;

import static dev.weir.gateway.hub.PullBench.API_PATH;
import static dev.weir.gateway.hub.PullBench.CONFIG_PATH;
import static dev.weir.gateway.hub.PullBench.GRAPH;
import static dev.weir.gateway.hub.PullBench.GRAPH_FILE;
import static dev.weir.gateway.hub.PullBench.GRAPH_PATH;
import static dev.weir.gateway.hub.PullBench.MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.weir.gateway.hub.TestingHub.Asked;
import dev.weir.gateway.hub.TestingHub.Trouble.Cut;
import dev.weir.gateway.hub.TestingHub.Trouble.Garbled;
import dev.weir.gateway.hub.TestingHub.Trouble.Silent;
import dev.weir.gateway.hub.TestingHub.Trouble.Status;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything that can go wrong between a hub and this machine. */
class PullTroubleTest {

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
    void goesOnWhereAnEarlierPullWasBrokenOff() throws IOException {
        leaveBehind(Arrays.copyOf(GRAPH, 10));

        Pulled pulled = bench.pull();

        assertThat(bench.hub.loads(GRAPH_FILE)).extracting(Asked::range).containsExactly("bytes=10-");
        assertThat(pulled.loaded()).isEqualTo(pulled.bytes() - 10);
        assertThat(bench.graphBlob()).hasBinaryContent(GRAPH);
    }

    @Test
    void goesOnAfterAConnectionBrokeOff() {
        bench.hub.once(GRAPH_PATH, new Cut(7)).once(GRAPH_PATH, new Cut(5));

        bench.pull();

        assertThat(bench.hub.loads(GRAPH_FILE)).extracting(Asked::range).containsExactly(null, "bytes=7-", "bytes=12-");
        assertThat(bench.graphBlob()).hasBinaryContent(GRAPH);
        assertThat(bench.graphIncomplete()).doesNotExist();
    }

    @Test
    void leavesWhatCameForTheNextPullWhenItGivesUp() {
        bench.hub.once(GRAPH_PATH, new Cut(7));
        for (int i = 0; i < 6; i++) {
            bench.hub.once(GRAPH_PATH, new Status(503, Map.of()));
        }

        assertThatThrownBy(bench::pull)
                .isInstanceOf(HubException.class)
                .hasMessageContaining("answered 503 for onnx/model_q4.onnx of acme/tiny; run the same command later");
        assertThat(bench.graphIncomplete()).hasBinaryContent(Arrays.copyOf(GRAPH, 7));
        assertThat(folder.resolve("hub/models--acme--tiny/refs/main")).doesNotExist();
    }

    @Test
    void startsAgainWhereTheServerKnowsNoRanges() throws IOException {
        leaveBehind(Arrays.copyOf(GRAPH, 10));
        bench.hub.withoutRanges();

        bench.pull();

        assertThat(bench.graphBlob()).hasBinaryContent(GRAPH);
    }

    @Test
    void givesUpOnAServerThatCutsEveryTimeAndKnowsNoRanges() {
        bench.hub.withoutRanges();
        for (int i = 0; i < 20; i++) {
            bench.hub.once(GRAPH_PATH, new Cut(7));
        }

        assertThatThrownBy(bench::pull).isInstanceOf(HubException.class).hasMessageContaining("broke off");
        assertThat(bench.hub.loads(GRAPH_FILE)).hasSize(6);
    }

    @Test
    void breaksOffABodyThatStalls() {
        bench.stall = Duration.ofMillis(300);
        bench.hub.once(GRAPH_PATH, new Silent(9));

        bench.pull();

        assertThat(bench.graphBlob()).hasBinaryContent(GRAPH);
        assertThat(bench.hub.loads(GRAPH_FILE).getFirst().range()).isNull();
        assertThat(bench.hub.loads(GRAPH_FILE).size()).isGreaterThan(1);
    }

    @Test
    void triesAgainAfterAServersFailure() {
        bench.hub.once(API_PATH, new Status(500, Map.of())).once(CONFIG_PATH, new Status(502, Map.of()));

        bench.pull();

        assertThat(bench.pauses).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(1));
    }

    @Test
    void pausesLongerEachTime() {
        for (int i = 0; i < 6; i++) {
            bench.hub.once(API_PATH, new Status(500, Map.of()));
        }

        assertThatThrownBy(bench::pull).isInstanceOf(HubException.class);
        assertThat(bench.pauses).extracting(Duration::toSeconds).containsExactly(1L, 2L, 4L, 8L, 16L);
    }

    @Test
    void waitsAsLongAsALimitSays() {
        bench.hub.once(GRAPH_PATH, new Status(429, Map.of("Retry-After", "17")));

        bench.pull();

        assertThat(bench.pauses).containsExactly(Duration.ofSeconds(17));
    }

    @Test
    void asksForANewLinkWhenTheStoreRefusesTheOld() {
        bench.hub.onceAtStore(GRAPH_PATH, new Status(403, Map.of()));

        bench.pull();

        assertThat(bench.graphBlob()).hasBinaryContent(GRAPH);
    }

    @ParameterizedTest
    @ValueSource(strings = {GRAPH_PATH, CONFIG_PATH})
    void refusesAFileWithAnotherChecksum(String path) throws IOException {
        bench.hub.once(path, new Garbled());

        assertThatThrownBy(bench::pull)
                .isInstanceOf(HubException.class)
                .hasMessageContaining("came with another checksum")
                .hasMessageContaining("run the command again");
        try (Stream<Path> blobs = Files.list(bench.cache.blobs(MODEL))) {
            assertThat(blobs).noneMatch(blob -> blob.toString().endsWith(".incomplete"));
        }
    }

    @Test
    void loadsAllOfAFileWhosePartWasWrong() throws IOException {
        leaveBehind("something else".getBytes(StandardCharsets.UTF_8));

        bench.pull();

        assertThat(bench.graphBlob()).hasBinaryContent(GRAPH);
    }

    @Test
    void loadsAllOfAFileWhosePartIsTooLong() throws IOException {
        leaveBehind(Arrays.copyOf(GRAPH, GRAPH.length + 1));

        bench.pull();

        assertThat(bench.graphBlob()).hasBinaryContent(GRAPH);
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                arguments(
                        401,
                        "RepoNotFound",
                        "",
                        "acme/tiny does not exist or is private; check its name, or set HF_TOKEN."),
                arguments(
                        401,
                        "RepoNotFound",
                        "t",
                        "does not let this token read acme/tiny; set HF_TOKEN to one that may."),
                arguments(401, "GatedRepo", "", "is gated: accept its licence at "),
                arguments(403, "GatedRepo", "", "then set HF_TOKEN to a token of that account."),
                arguments(403, "GatedRepo", "t", "with the account that the token belongs to."),
                arguments(404, "RepoNotFound", "", "there is no model acme/tiny at "),
                arguments(404, "RevisionNotFound", "", "has no revision 'main'; leave out --revision"),
                arguments(418, "", "", "answered 418 for acme/tiny; check HF_ENDPOINT."));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void namesTheFixOfARefusal(int status, String code, String token, String sentence) {
        bench.token = Optional.of(token).filter(text -> !text.isEmpty());
        bench.hub.once(API_PATH, new Status(status, Map.of("X-Error-Code", code)));

        assertThatThrownBy(bench::pull).isInstanceOf(HubException.class).hasMessageContaining(sentence);
        assertThat(bench.pauses).isEmpty();
    }

    @Test
    void namesTheLicenceOfAGatedFile() {
        bench.hub.once(GRAPH_PATH, new Status(403, Map.of("X-Error-Code", "GatedRepo")));

        assertThatThrownBy(bench::pull)
                .hasMessageContaining("accept its licence at " + bench.hub.endpoint() + "/acme/tiny");
    }

    @Test
    void namesARevisionThatIsNotThere() {
        assertThatThrownBy(() -> bench.pull("v9", Wanted.BEST)).hasMessageContaining("has no revision 'v9'");
    }

    @Test
    void namesTheEndpointThatCannotBeReached() {
        bench.hub.close();

        assertThatThrownBy(bench::pull)
                .isInstanceOf(HubException.class)
                .hasMessage("there is no connection to " + bench.hub.endpoint()
                        + "; check the network, or set HF_ENDPOINT to a hub that can be reached.");
        assertThat(bench.pauses).isEmpty();
    }

    @Test
    void refusesAnEndpointThatIsNoHub() {
        bench.hub.once(API_PATH, new Status(200, Map.of()));

        assertThatThrownBy(bench::pull).hasMessageContaining("does not answer like a model hub; check HF_ENDPOINT.");
    }

    @Test
    void refusesRedirectsInCircles() {
        for (int i = 0; i < 10; i++) {
            bench.hub.once(API_PATH, new Status(302, Map.of("Location", API_PATH)));
        }

        assertThatThrownBy(bench::pull).hasMessageContaining("redirects in circles");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../evil.onnx", "/etc/evil", "onnx/../../evil", "a\\\\..\\\\evil", "C:evil", ""})
    void loadsNothingOfAModelWhoseFilesClimbOut(String name) {
        Map<String, byte[]> files = PullBench.files();
        files.put(name, new byte[] {1});
        bench.hub.with("acme/tiny", files);

        assertThatThrownBy(bench::pull)
                .isInstanceOf(HubException.class)
                .hasMessageContaining("would lie outside its folder");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void refusesAChecksumThatIsAPath() {
        bench.hub.withEtag(GRAPH_FILE, "../../../evil");

        assertThatThrownBy(bench::pull).hasMessageContaining("cannot be the name of a file");
    }

    private void leaveBehind(byte[] part) throws IOException {
        Files.createDirectories(bench.graphIncomplete().getParent());
        Files.write(bench.graphIncomplete(), part);
    }
}

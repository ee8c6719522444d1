package dev.weir.gateway.assembled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.escalation.testing.TestingProvider;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every query of the Grafana dashboard, run by a real Prometheus that scrapes the running jar. */
class DashboardIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int ENOUGH_SCRAPES = 6;
    private static final String[] PROMISING = {
        "--weir.routes.promising.local=weir-intents",
        "--weir.routes.promising.hosted=openai/gpt-4o-mini",
        "--weir.routes.promising.error-target=0.05"
    };
    private static final List<String> ROUTES = List.of("intents", "promising");
    private static final List<String> TEXTS = List.of("freeze my account", "write me a sonnet about the sea");

    @Test
    void everyQueryOfTheDashboardHasAnAnswer(@TempDir Path folder) throws Exception {
        boolean installed = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(bin -> Files.isExecutable(Path.of(bin, "prometheus")));
        if (!installed) {
            System.err.println("NOT TESTED: the dashboard's queries; install prometheus to test them");
        }
        assumeTrue(installed);

        try (TestingProvider provider = TestingProvider.start();
                TestingWeir weir = TestingWeir.serve(Provider.environment(provider), PROMISING)) {
            provider.answers(Provider.whole());
            URI prometheus = URI.create("http://127.0.0.1:" + freePort());
            Process process = scrape(weir, prometheus, folder);
            try {
                sendUntilScraped(weir, prometheus);

                TestingWeir.Ended ended = TestingWeir.run(
                        List.of("../config/query-dashboard.sh"), Map.of(), "--idle", prometheus.toString(), "30s");

                assertThat(ended.exitCode()).as(ended.output()).isZero();
                assertThat(ended.output())
                        .containsPattern("OK +\\d+ series +Certificate state")
                        .containsPattern("OK +\\d+ series +Coverage at the threshold")
                        .containsPattern("OK +\\d+ series +Labels by source and result");
            } finally {
                process.destroy();
                process.waitFor();
            }
        }
    }

    private static Process scrape(TestingWeir weir, URI prometheus, Path folder) throws IOException {
        String config = """
            global: {scrape_interval: 1s}
            scrape_configs:
              - job_name: weir
                metrics_path: /actuator/prometheus
                static_configs: [{targets: ["%s"]}]
            """.formatted(weir.management().getAuthority());
        Path file = Files.writeString(folder.resolve("prometheus.yml"), config);
        return new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + file,
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=" + prometheus.getAuthority())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("prometheus.log").toFile())
                .start();
    }

    /** Traffic before, between and after scrapes, so that every rate has something to show. */
    private static void sendUntilScraped(TestingWeir weir, URI prometheus) {
        Instant giveUp = Instant.now().plus(PATIENCE);
        while (scrapes(weir, prometheus) < ENOUGH_SCRAPES) {
            assertThat(Instant.now()).as("Prometheus did not scrape").isBefore(giveUp);
            TEXTS.forEach(text -> ROUTES.forEach(route -> weir.send(weir.chat(
                    "{\"model\":\"" + route + "\",\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]}"))));
        }
    }

    private static int scrapes(TestingWeir weir, URI prometheus) {
        String query = URLEncoder.encode(
                "count_over_time(weir_requests_seconds_count{tier=\"hosted\"}[1m])", StandardCharsets.UTF_8);
        try {
            String answer = weir.http()
                    .send(
                            HttpRequest.newBuilder(prometheus.resolve("/api/v1/query?query=" + query))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
            String count = answer.replaceAll("(?s).*\"value\":\\[[^,]+,\"(\\d+)\".*", "$1");
            return count.equals(answer) ? 0 : Integer.parseInt(count);
        } catch (IOException _) {
            return 0;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}

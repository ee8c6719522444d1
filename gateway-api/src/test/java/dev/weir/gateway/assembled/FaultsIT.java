package dev.weir.gateway.assembled;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.escalation.testing.TestingProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Everything that goes wrong at a provider, with many callers at once, streamed and not, as they see it. Each fault has
 * a provider and a route of its own. {@code -Dweir.faults.callers=64} is the long form; the page of the outcomes is
 * compared with what was seen.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FaultsIT {

    private static final int CALLERS = Integer.getInteger("weir.faults.callers", 8);
    private static final int ENDLESS_CALLERS = Math.min(CALLERS, 8);
    private static final Path PAGE = Path.of("..", "docs", "reference", "faults.md");
    private static final Duration DEADLINE = Duration.ofMillis(1500);
    /** For a machine that does much else meanwhile. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private static final Pattern CODE = Pattern.compile("\"code\":\"([a-z_]+)\"");
    private static final Pattern GAUGE = Pattern.compile("(?m)^weir_hosted_(?:running|waiting)\\{[^}]*} ([0-9.]+)$");

    private final Map<Fault, TestingProvider> providers = new EnumMap<>(Fault.class);
    private final Map<Fault, List<Set<String>>> seen = new EnumMap<>(Fault.class);
    private @Nullable ServerSocket deaf;
    private @Nullable TestingWeir started;
    private double threadsBefore;

    @BeforeAll
    void start() throws IOException {
        deaf = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
        List<String> arguments = new ArrayList<>();
        for (Fault fault : Fault.values()) {
            arguments.add("--weir.routes.%s.hosted=%s/m".formatted(fault.route(), fault.route()));
            property(arguments, fault, "base-url", url(fault));
            property(arguments, fault, "connect-timeout", "1s");
            property(arguments, fault, "first-byte-timeout", "800ms");
            property(arguments, fault, "idle-timeout", "800ms");
            property(arguments, fault, "total-timeout", "10s");
        }
        started = TestingWeir.serve(Map.of(), arguments.toArray(String[]::new));
        threadsBefore = gauge("jvm_threads_live_threads");
    }

    private static void property(List<String> arguments, Fault fault, String name, String value) {
        arguments.add("--weir.providers.%s.%s=%s".formatted(fault.route(), name, value));
    }

    private String url(Fault fault) throws IOException {
        return switch (fault) {
            case UNKNOWN_HOST -> "http://nowhere.invalid/v1";
            case HALF_OPEN -> "http://127.0.0.1:" + Objects.requireNonNull(deaf).getLocalPort() + "/v1";
            case REFUSED -> closedPort();
            case NO_TLS -> provider(fault).baseUrl().toString().replace("http://", "https://");
            default -> provider(fault).baseUrl().toString();
        };
    }

    private static String closedPort() throws IOException {
        try (ServerSocket closing = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "http://127.0.0.1:" + closing.getLocalPort() + "/v1";
        }
    }

    private TestingProvider provider(Fault fault) {
        return providers.computeIfAbsent(
                fault, _ -> TestingProvider.start().answers(Objects.requireNonNull(fault.script())));
    }

    private TestingWeir weir() {
        return Objects.requireNonNull(started);
    }

    @AfterAll
    void close() throws IOException {
        weir().close();
        providers.values().forEach(TestingProvider::close);
        Objects.requireNonNull(deaf).close();
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    @Order(1)
    void everyCallerGetsAWellFormedEndInTime(Fault fault) {
        List<Set<String>> outcomes = new ArrayList<>();
        for (boolean stream : List.of(true, false)) {
            int callers = fault == Fault.ENDLESS ? ENDLESS_CALLERS : CALLERS;
            List<CompletableFuture<HttpResponse<String>>> answers = IntStream.range(0, callers)
                    .mapToObj(caller -> ask(fault, stream, caller))
                    .toList();
            Set<String> ends = new TreeSet<>();
            answers.forEach(answer -> ends.add(outcome(inTime(answer))));

            assertThat(ends).allMatch(end -> fault.allows(end, stream), fault + " allows it");
            outcomes.add(ends);
            if (fault.delivers(stream)) {
                assertThat(idsAt(fault)).doesNotHaveDuplicates();
            }
        }
        assertThat(outcomes.getFirst()).containsAnyElementsOf(fault.outcomes(true));
        seen.put(fault, outcomes);
    }

    private CompletableFuture<HttpResponse<String>> ask(Fault fault, boolean stream, int caller) {
        String body = "{\"model\":\"%s\",\"stream\":%s,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"
                .formatted(fault.route(), stream);
        return weir().http()
                .sendAsync(
                        weir().chat(
                                        body,
                                        "x-weir-deadline-ms",
                                        Long.toString(DEADLINE.toMillis()),
                                        "x-request-id",
                                        fault.route() + "-" + stream + "-" + caller),
                        BodyHandlers.ofString());
    }

    private static HttpResponse<String> inTime(CompletableFuture<HttpResponse<String>> answer) {
        return answer.orTimeout(DEADLINE.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    /** A status and a code; or how a stream ended that had begun. */
    private static String outcome(HttpResponse<String> response) {
        String body = response.body();
        if (response.statusCode() == 200) {
            boolean broken = body.contains("data: {\"error\":{") && !body.contains("[DONE]");
            return broken && body.contains("Shall I ") ? "broken off after text" : "200 " + body;
        }
        Matcher code = CODE.matcher(body);
        return response.statusCode() + (code.find() ? " " + code.group(1) : " without a code");
    }

    private List<String> idsAt(Fault fault) {
        return provider(fault).requests().stream()
                .map(request -> request.header("x-request-id").getFirst())
                .filter(id -> id.contains("-true-"))
                .toList();
    }

    /** The breaker lets calls through 15 s after it opened, and closes when they are answered. */
    @Test
    @Order(2)
    void breakersOpenAndClose() {
        assertThat(metrics()).contains("weir_hosted_breaker_changes_total{model=\"status-500/m\",state=\"open\"}");
        provider(Fault.STATUS_500).answers(Provider.whole());
        awaitClosedBreaker(Fault.STATUS_500);

        assertThat(metrics()).contains("weir_hosted_breaker{model=\"status-500/m\",state=\"closed\"} 1.0");
    }

    private void awaitClosedBreaker(Fault fault) {
        String closed = "weir_hosted_breaker{model=\"%s/m\",state=\"closed\"} 1.0".formatted(fault.route());
        until(() -> {
            inTime(ask(fault, false, 1000));
            return metrics().contains(closed);
        });
    }

    @Test
    @Order(3)
    void nothingIsLeftBehind() {
        until(() -> GAUGE.matcher(metrics())
                .results()
                .allMatch(gauge -> gauge.group(1).equals("0.0")));
        until(() -> gauge("jvm_threads_live_threads") <= threadsBefore + 8);
        until(() -> Stream.of(Fault.values())
                        .filter(fault -> fault.script() != null)
                        .mapToInt(fault -> provider(fault).openConnections())
                        .sum()
                <= Fault.values().length * CALLERS / 2);
    }

    @Test
    @Order(5)
    void thePageHasWhatWasSeen() throws IOException {
        String page = page();
        Files.writeString(Path.of("target", "faults.md"), page);

        assertThat(seen).hasSize(Fault.values().length);
        assertThat(Files.readString(PAGE, UTF_8)).isEqualTo(page);
    }

    private static String page() {
        String rows = Stream.of(Fault.values())
                .map(fault -> "| %s | %s | %s |".formatted(fault.meaning(), cell(fault, false), cell(fault, true)))
                .collect(Collectors.joining("\n"));
        return """
            # Faults

            What a caller gets when a provider has a bad day, on a route that has no draft to fall back on. Generated by
            `FaultsIT`, which causes each fault for many callers at once, streamed and not, and compares this page with
            what they got. Beside what is listed, a caller gets `503 hosted_unavailable` once the circuit breaker is
            open, and `504 deadline_exceeded` when its deadline passes between two attempts. Nothing is sent again
            after a part of an answer was delivered.

            | the provider's fault | whole answers | streams |
            |---|---|---|
            %s
            """.formatted(rows);
    }

    private static String cell(Fault fault, boolean stream) {
        return fault.outcomes(stream).stream()
                .sorted()
                .map(outcome -> outcome.startsWith("broken")
                        ? "an error event after the text, no `[DONE]`"
                        : "`" + outcome + "`")
                .collect(Collectors.joining(", or "));
    }

    private String metrics() {
        return weir().manage("/actuator/prometheus");
    }

    private double gauge(String name) {
        Matcher line =
                Pattern.compile("(?m)^" + name + "(?:\\{[^}]*})? ([0-9.E]+)$").matcher(metrics());
        assertThat(line.find()).isTrue();
        return Double.parseDouble(line.group(1));
    }

    private static void until(BooleanSupplier holds) {
        Executor soon = CompletableFuture.delayedExecutor(250, TimeUnit.MILLISECONDS);
        for (int i = 0; i < 160 && !holds.getAsBoolean(); i++) {
            CompletableFuture.runAsync(() -> {}, soon).join();
        }
        assertThat(holds.getAsBoolean()).isTrue();
    }
}

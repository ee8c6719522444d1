package dev.weir.gateway.assembled;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.escalation.testing.ReceivedRequest;
import dev.weir.escalation.testing.TestingProvider;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The running jar at its most talkative: everything is logged, every endpoint is exposed, and the providers repeat the
 * keys that they are sent. Nothing that it says, anywhere, has a part of a key.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecretKeysIT {

    /** Shorter than a line of a hex dump, so that none can hide the key that repeats it. */
    private static final String ENVIRONMENT_PART = "Kq7Zx9";

    private static final String FILE_PART = "Wj4Vb2";
    private static final String ENVIRONMENT_KEY = ENVIRONMENT_PART.repeat(6);
    private static final String FILE_KEY = FILE_PART.repeat(6);
    private static final Pattern TRACES =
            Pattern.compile(String.join("|", traces(ENVIRONMENT_PART)) + "|" + String.join("|", traces(FILE_PART)));
    private static final Pattern LINK = Pattern.compile("\"href\":\"https?://[^/]+(/actuator/[^\"{]+)\"");

    private final List<ReceivedRequest> sent = new ArrayList<>();
    private final Map<String, HttpResponse<String>> responses = new LinkedHashMap<>();
    private final Map<String, String> endpoints = new LinkedHashMap<>();
    private final List<String> log = new ArrayList<>();

    @BeforeAll
    void talk(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("keys"), FILE_KEY + "\n");
        try (TestingProvider openai = TestingProvider.start();
                TestingProvider anthropic = TestingProvider.start();
                TestingWeir weir = serve(openai, anthropic, file)) {
            for (Indiscretion indiscretion : Indiscretion.values()) {
                for (boolean stream : List.of(false, true)) {
                    ask(weir, "environment", openai, indiscretion, stream);
                    ask(weir, "file", anthropic, indiscretion, stream);
                }
            }
            readEndpoints(weir);
            weir.terminate();
            log.addAll(weir.logToTheEnd());
        }
    }

    /** One attempt for each call, so that no breaker opens before the last one. */
    private static TestingWeir serve(TestingProvider openai, TestingProvider anthropic, Path file) {
        return TestingWeir.serve(
                Map.of("OPENAI_BASE_URL", openai.baseUrl().toString(), "OPENAI_API_KEY", ENVIRONMENT_KEY),
                "--logging.level.root=debug",
                "--logging.level.weir=debug",
                "--logging.level.dev.weir=debug",
                "--logging.level.reactor.netty.http.client.HttpClientConnect=debug",
                "--management.endpoints.web.exposure.include=*",
                "--weir.providers.openai.first-byte-timeout=500ms",
                "--weir.providers.openai.max-attempts=1",
                "--weir.providers.filed.dialect=anthropic",
                "--weir.providers.filed.base-url=" + anthropic.baseUrl(),
                "--weir.providers.filed.api-key-file=" + file,
                "--weir.providers.filed.first-byte-timeout=500ms",
                "--weir.providers.filed.max-attempts=1",
                "--weir.routes.environment.hosted=openai/m",
                "--weir.routes.file.hosted=filed/m");
    }

    private void ask(
            TestingWeir weir, String route, TestingProvider provider, Indiscretion indiscretion, boolean stream) {
        provider.answers(indiscretion);
        String body = "{\"model\":\"%s\",\"stream\":%s,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"
                .formatted(route, stream);
        HttpResponse<String> response = weir.send(weir.chat(body));
        sent.add(provider.takeRequest());
        String what = route + ", " + indiscretion + (stream ? ", streamed" : "");
        assertThat(response.statusCode()).as("%s: %s", what, response.body()).isEqualTo(indiscretion.status(stream));
        responses.put(what, response);
    }

    private void readEndpoints(TestingWeir weir) {
        Stream<String> linked = LINK.matcher(weir.manage("/actuator")).results().map(link -> link.group(1));
        Stream<String> pointed = Stream.of(
                "/actuator/env/OPENAI_API_KEY",
                "/actuator/env/weir.providers.openai.api-key",
                "/actuator/configprops/weir");
        Stream.concat(linked, pointed).forEach(path -> endpoints.put(path, weir.manage(path)));
    }

    @Test
    void sendsEachKeyToItsProviderAndToNoOther() {
        assertThat(sent)
                .hasSize(Indiscretion.values().length * 4)
                .extracting(request -> request.headers().toString())
                .allMatch(headers -> headers.contains(ENVIRONMENT_KEY) != headers.contains(FILE_KEY));
    }

    @Test
    void noResponseHasAKey() {
        assertThat(responses).isNotEmpty().allSatisfy((_, response) -> {
            assertThat(tracesIn(response.body())).isEmpty();
            assertThat(tracesIn(response.headers().map().toString())).isEmpty();
        });
    }

    @Test
    void noEndpointHasAKey() {
        assertThat(endpoints)
                .containsKeys("/actuator/prometheus", "/actuator/env", "/actuator/configprops", "/actuator/health")
                .allSatisfy((_, body) -> assertThat(tracesIn(body)).isEmpty());
        assertThat(endpoints.get("/actuator/env/OPENAI_API_KEY")).contains("******");
    }

    @Test
    void noLogLineHasAKey() {
        assertThat(log.stream().filter(line -> !tracesIn(line).isEmpty())).isEmpty();
        assertThat(log.stream().anyMatch(line -> line.contains("DEBUG") && line.contains("HttpClientConnect")))
                .as("the client of providers logs at DEBUG")
                .isTrue();
    }

    @Test
    void findsAKeyHoweverItIsWritten() {
        assertThat(IntStream.range(0, 3).mapToObj(shift -> base64("x".repeat(shift) + FILE_KEY)))
                .allMatch(text -> !tracesIn(text).isEmpty());
        assertThat(IntStream.range(0, 6).mapToObj(shift -> ENVIRONMENT_KEY.substring(shift, shift + 16)))
                .allMatch(text -> !tracesIn(text).isEmpty());
    }

    private static List<String> tracesIn(String text) {
        return TRACES.matcher(text).results().map(MatchResult::group).toList();
    }

    /** A part of a key as it is, and in Base64 wherever the key begins in what was encoded. */
    private static List<String> traces(String part) {
        Stream<String> encoded = IntStream.range(0, 3)
                .mapToObj(shift -> part.substring(shift) + part.substring(0, shift))
                .map(SecretKeysIT::base64);
        return Stream.concat(Stream.of(part), encoded).map(Pattern::quote).toList();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }
}

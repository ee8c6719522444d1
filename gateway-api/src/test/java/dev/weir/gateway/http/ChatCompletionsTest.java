package dev.weir.gateway.http;

import static dev.weir.gateway.routing.Scripted.drafting;
import static dev.weir.gateway.routing.Scripted.route;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.gateway.routing.HostedTier;
import dev.weir.gateway.routing.LocalTier;
import dev.weir.gateway.routing.Scripted;
import dev.weir.gateway.routing.TierException;
import dev.weir.gateway.routing.TierFailure;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ChatCompletionsTest {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String PLAIN = "{\"model\":\"r\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    private static final String STREAMED =
            "{\"model\":\"r\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    private static final String WITH_USAGE = "{\"model\":\"r\",\"stream\":true,"
            + "\"stream_options\":{\"include_usage\":true},\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

    @Test
    void answersWithEveryKeyThatClientsRequire() {
        try (TestingApi api = TestingApi.over(route(drafting(0.9, "a label"), null))) {
            api.post(PLAIN)
                    .expectStatus()
                    .isOk()
                    .expectHeader()
                    .contentType(MediaType.APPLICATION_JSON)
                    .expectBody()
                    .json("""
                        {"id": "chatcmpl-req-1", "object": "chat.completion", "created": 1795341600,
                         "model": "small",
                         "choices": [{"index": 0, "finish_reason": "stop", "logprobs": null,
                           "message": {"role": "assistant", "content": "a label", "refusal": null}}],
                         "usage": {"prompt_tokens": 9, "completion_tokens": 5, "total_tokens": 14}}
                        """, org.springframework.test.json.JsonCompareMode.STRICT);
        }
    }

    @Test
    void tellsTheDecisionInHeaders() {
        try (TestingApi api = TestingApi.over(route(drafting(0.87654, "a label"), null))) {
            api.post(PLAIN)
                    .expectHeader()
                    .valueEquals("x-request-id", "req-1")
                    .expectHeader()
                    .valueEquals("x-weir-route", "r")
                    .expectHeader()
                    .valueEquals("x-weir-tier", "local")
                    .expectHeader()
                    .valueEquals("x-weir-model", "small")
                    .expectHeader()
                    .valueEquals("x-weir-verdict", "confident")
                    .expectHeader()
                    .valueEquals("x-weir-confidence", "0.8765")
                    .expectHeader()
                    .valueEquals("x-weir-threshold", "0.8000")
                    .expectHeader()
                    .valueEquals("x-weir-cost-usd", "0.000010000")
                    .expectHeader()
                    .valueEquals("x-weir-local-ms", "2.000")
                    .expectHeader()
                    .doesNotExist("x-should-retry");
        }
    }

    @Test
    void streamsChunksThenFinishThenDone() {
        List<String> events = stream(drafting(0.9, "a ", "label"), null, STREAMED);

        assertThat(events)
                .map(ChatCompletionsTest::essence)
                .containsExactly(
                        "{\"role\":\"assistant\",\"content\":\"\"} null",
                        "{\"content\":\"a label\"} null",
                        "{} \"stop\"",
                        "[DONE]");
        assertThat(events).noneMatch(event -> event.contains("usage"));
    }

    @Test
    void streamsUsageAfterTheFinishChunkWhenAsked() {
        List<String> events = stream(drafting(0.9, "a label"), null, WITH_USAGE);

        assertThat(events.get(3)).contains("\"choices\":[]").contains("\"total_tokens\":14");
        assertThat(events.subList(0, 3)).allMatch(event -> event.contains("\"usage\":null"));
        assertThat(events.getLast()).isEqualTo("[DONE]");
    }

    @Test
    void keepsIdAndCreationTimeOnEveryChunk() {
        List<String> events = stream(drafting(0.9, "a label"), null, STREAMED);

        assertThat(events.subList(0, 3))
                .allMatch(event ->
                        event.contains("\"id\":\"chatcmpl-req-1\"") && event.contains("\"created\":1795341600"));
    }

    @Test
    void passesAHostedStreamThroughWithoutItsUsage() {
        List<String> events = stream(drafting(0.1, "a label"), Scripted.answering(chunk("hello"), usage()), STREAMED);

        assertThat(events).containsExactly(chunk("hello").toString(), "[DONE]");
    }

    @Test
    void passesAHostedStreamsUsageOnWhenAsked() {
        List<String> events = stream(drafting(0.1, "a label"), Scripted.answering(chunk("hello"), usage()), WITH_USAGE);

        assertThat(events.getFirst()).endsWith("\"usage\":null}");
        assertThat(events.get(1)).isEqualTo(usage().toString());
        assertThat(events.getLast()).isEqualTo("[DONE]");
    }

    @Test
    void endsABrokenStreamWithAnErrorAndWithoutDone() {
        HostedTier breaking =
                Scripted.breaking(TierException.of(TierFailure.INTERRUPTED, new Exception("sk-secret")), chunk("hel"));

        List<String> events = stream(drafting(0.1, "a label"), breaking, STREAMED);

        assertThat(events).hasSize(2).doesNotContain("[DONE]");
        assertThat(events.getLast()).startsWith("{\"error\":{\"message\":").doesNotContain("sk-secret");
    }

    @Test
    void givesAStatusToAStreamThatNeverBegan() {
        try (TestingApi api = TestingApi.over(route(Scripted.failing(TierException.unsupported("tools")), null))) {
            api.post(STREAMED)
                    .expectStatus()
                    .isBadRequest()
                    .expectBody()
                    .jsonPath("$.error.param")
                    .isEqualTo("tools");
        }
    }

    @Test
    void forbidsRetriesOnceAHostedCallIsPaid() {
        try (TestingApi api = TestingApi.over(route(drafting(0.1, "a label"), Scripted.answering(chunk("hello"))))) {
            api.post(PLAIN).expectHeader().valueEquals("x-should-retry", "false");
        }
    }

    @Test
    void forbidsRetriesOfAHostedCallThatWasOnlyTooSlow() {
        TierException late = TierException.of(TierFailure.TIMED_OUT, null);
        try (TestingApi api =
                TestingApi.over(route(Scripted.failing(TierException.unsupported("tools")), Scripted.refusing(late)))) {
            api.post(PLAIN).expectStatus().isEqualTo(504).expectHeader().valueEquals("x-should-retry", "false");
        }
    }

    @Test
    void tellsARateLimitedProviderAsSuch() {
        TierException limited = TierException.later(TierFailure.LIMITED, java.time.Duration.ofMillis(1500));
        try (TestingApi api = TestingApi.over(
                route(Scripted.failing(TierException.unsupported("tools")), Scripted.refusing(limited)))) {
            api.post(PLAIN).expectStatus().isEqualTo(429).expectHeader().valueEquals("retry-after", "2");
        }
    }

    @Test
    void hidesTheCauseOfAnUnexpectedFailure() {
        LocalTier broken = Scripted.local(reactor.core.publisher.Flux.error(new IllegalStateException("sk-secret")));
        try (TestingApi api = TestingApi.over(route(broken, null))) {
            String body = api.post(PLAIN)
                    .expectStatus()
                    .isEqualTo(500)
                    .expectBody(String.class)
                    .returnResult()
                    .getResponseBody();

            assertThat(body)
                    .contains("\"code\":\"internal_error\"")
                    .contains("req-1")
                    .doesNotContain("secret");
        }
    }

    @Test
    void countsAnUnknownParameterAndGoesOn() {
        String body = PLAIN.replace("{\"model\"", "{\"my_extra\":1,\"model\"");
        try (TestingApi api = TestingApi.over(route(drafting(0.9, "a label"), null))) {
            api.post(body).expectStatus().isOk().expectHeader().valueEquals("x-weir-unknown-parameters", "1");
        }
    }

    @Test
    void refusesAnUnknownParameterWhenStrict() {
        String body = PLAIN.replace("{\"model\"", "{\"my_extra\":1,\"model\"");
        try (TestingApi api = TestingApi.strictOver(route(drafting(0.9, "a label"), null))) {
            api.post(body)
                    .expectStatus()
                    .isBadRequest()
                    .expectBody()
                    .jsonPath("$.error.param")
                    .isEqualTo("my_extra")
                    .jsonPath("$.error.code")
                    .isEqualTo("unknown_parameter");
        }
    }

    @Test
    void listsRoutesAndFindsThemByNamesWithSlashes() {
        try (TestingApi api = TestingApi.over(route(drafting(0.9, "a label"), null))) {
            api.client()
                    .get()
                    .uri("/v1/models")
                    .exchange()
                    .expectBody()
                    .jsonPath("$.data[0].id")
                    .isEqualTo("r")
                    .jsonPath("$.data[1].id")
                    .isEqualTo("alias/of-r");
            api.client()
                    .get()
                    .uri("/v1/models/alias/of-r")
                    .exchange()
                    .expectStatus()
                    .isOk();
            api.client()
                    .get()
                    .uri(java.net.URI.create("/v1/models/alias%2Fof-r"))
                    .exchange()
                    .expectBody()
                    .jsonPath("$.id")
                    .isEqualTo("alias/of-r");
            api.client()
                    .get()
                    .uri("/v1/models/nothing")
                    .exchange()
                    .expectStatus()
                    .isNotFound();
        }
    }

    private static List<String> stream(LocalTier local, @Nullable HostedTier hosted, String body) {
        try (TestingApi api = TestingApi.over(route(local, hosted))) {
            EntityExchangeResult<byte[]> result = api.post(body)
                    .expectStatus()
                    .isOk()
                    .expectHeader()
                    .contentTypeCompatibleWith(MediaType.TEXT_EVENT_STREAM)
                    .expectBody()
                    .returnResult();
            return Stream.of(new String(
                                    java.util.Objects.requireNonNull(result.getResponseBody()),
                                    java.nio.charset.StandardCharsets.UTF_8)
                            .split("\n\n"))
                    .map(event -> event.substring("data: ".length()))
                    .toList();
        }
    }

    private static String essence(String event) {
        if (event.equals("[DONE]")) {
            return event;
        }
        var choice = JSON.readTree(event).path("choices").path(0);
        return choice.path("delta") + " " + choice.path("finish_reason");
    }

    private static ObjectNode chunk(String text) {
        return (ObjectNode)
                JSON.readTree("{\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,"
                        + "\"delta\":{\"content\":\"" + text + "\"},\"finish_reason\":null}]}");
    }

    private static ObjectNode usage() {
        return (ObjectNode) JSON.readTree("{\"id\":\"c1\",\"choices\":[],\"usage\":{\"total_tokens\":30}}");
    }
}

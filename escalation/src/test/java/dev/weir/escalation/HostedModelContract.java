package dev.weir.escalation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.escalation.EscalationException.Interrupted;
import dev.weir.escalation.EscalationException.Refused;
import dev.weir.escalation.EscalationException.Unavailable;
import dev.weir.escalation.EscalationException.Unavailable.Reason;
import dev.weir.escalation.EscalationException.Unsupported;
import dev.weir.escalation.testing.ProviderScript;
import dev.weir.escalation.testing.ReceivedRequest;
import dev.weir.escalation.testing.TestingProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.test.StepVerifier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What every hosted model promises its callers, in its provider's own wire format. One subclass per provider. */
public abstract class HostedModelContract {

    protected static final String KEY = "sk-planted-secret-0123456789";
    protected static final HostedRequest REQUEST = request("{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");

    /** For the tool {@code f}, which takes a city. */
    protected static final HostedRequest TOOL_REQUEST = request("""
        {"messages":[{"role":"user","content":"hi"}],"tools":[{"type":"function","function":{"name":"f",
         "parameters":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}}]}\
        """);

    private static final HostedUsage USAGE = new HostedUsage(11, 3, 7, true);
    private static final JsonMapper JSON = JsonMapper.shared();

    protected final TestingProvider provider = TestingProvider.start();

    protected abstract HostedModel model();

    /** A whole answer with this text. */
    protected abstract ProviderScript answering(String text);

    /** A whole stream of two pieces of text, which pauses between them for the gate. */
    protected abstract ProviderScript streaming(String first, CompletableFuture<?> gate, String second);

    /** A stream that breaks off after a piece of text. */
    protected abstract ProviderScript breaking(String first);

    /** An error in the provider's own form. */
    protected abstract ProviderScript failing(int status, String... headers);

    /** The provider's answer to a key that it does not know. */
    protected ProviderScript rejectingKey() {
        return failing(401);
    }

    /** A call of the tool {@code f} with these arguments, in two fragments where the provider streams arguments. */
    protected abstract ProviderScript calling(String id, String firstArguments, String secondArguments);

    /** A short answer that ends for this reason, in OpenAI's word, and with these counts in the provider's own. */
    protected abstract ProviderScript ending(String finishReason, HostedUsage usage);

    /** Fields that ask for what the provider's API has no place for, and their values. */
    protected abstract Map<String, String> unsupported();

    /** Who answers in {@link #ending}. */
    protected String reportedModel() {
        return "m-1";
    }

    protected static HostedRequest request(String json) {
        return new HostedRequest("req-1", (ObjectNode) JsonMapper.shared().readTree(json));
    }

    protected static String textOf(HostedEvent event) {
        return event instanceof HostedEvent.Chunk(ObjectNode json)
                ? json.path("choices").path(0).path("delta").path("content").asString("")
                : "";
    }

    private static List<JsonNode> chunksOf(List<HostedEvent> events) {
        return events.stream()
                .filter(HostedEvent.Chunk.class::isInstance)
                .map(event -> (JsonNode) ((HostedEvent.Chunk) event).json())
                .toList();
    }

    private List<HostedEvent> streamed(HostedRequest request) {
        return Objects.requireNonNull(model().stream(request).collectList().block());
    }

    private HostedReply answered(HostedRequest request) {
        return Objects.requireNonNull(model().answer(request).block());
    }

    @AfterEach
    void closeProvider() {
        provider.close();
    }

    @Test
    void answersOnce() {
        provider.answers(answering("forty-two"));

        HostedReply reply = model().answer(REQUEST).blockOptional().orElseThrow();

        assertThat(reply.completion().at("/choices/0/message/content").asString())
                .isEqualTo("forty-two");
    }

    @Test
    void sendsNothingUntilSubscribed() {
        var _ = model().answer(REQUEST);
        var _ = model().stream(REQUEST);

        assertThat(provider.requests()).isEmpty();
    }

    @Test
    void streamsPiecesAsTheyComeAndFinishesOnce() {
        CompletableFuture<Void> gate = new CompletableFuture<>();
        provider.answers(streaming("forty", gate, "-two"));

        StepVerifier.create(model().stream(REQUEST)
                        .filter(event -> !textOf(event).isEmpty() || event instanceof HostedEvent.Finished))
                .assertNext(event -> assertThat(textOf(event)).isEqualTo("forty"))
                .then(() -> gate.complete(null))
                .assertNext(event -> assertThat(textOf(event)).isEqualTo("-two"))
                .assertNext(event -> assertThat(event).isInstanceOf(HostedEvent.Finished.class))
                .verifyComplete();
    }

    @Test
    void neverFinishesABrokenStream() {
        provider.answers(breaking("forty"));

        StepVerifier.create(model().stream(REQUEST))
                .recordWith(ArrayList::new)
                .thenConsumeWhile(_ -> true)
                .consumeRecordedWith(events ->
                        assertThat(events).isNotEmpty().noneMatch(event -> event instanceof HostedEvent.Finished))
                .verifyError(Interrupted.class);
    }

    @Test
    void closesTheConnectionWhenCancelledBeforeTheFirstByte() throws Exception {
        provider.answers(ProviderScript.silence());

        for (var call : List.of(model().answer(REQUEST).flux(), model().stream(REQUEST))) {
            Disposable subscription = call.subscribe();
            ReceivedRequest request = provider.takeRequest();
            subscription.dispose();

            request.clientLeft().get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void closesTheConnectionWhenCancelledMidStream() throws Exception {
        provider.answers(streaming("forty", new CompletableFuture<>(), "-two"));

        StepVerifier.create(
                        model().stream(REQUEST).filter(event -> !textOf(event).isEmpty()))
                .expectNextCount(1)
                .thenCancel()
                .verify();

        provider.takeRequest().clientLeft().get(10, TimeUnit.SECONDS);
    }

    @Test
    void tellsARefusedRequestFromAnUnavailableProvider() {
        provider.answers(failing(400), failing(503));

        StepVerifier.create(model().answer(REQUEST)).verifyError(Refused.class);
        StepVerifier.create(model().stream(REQUEST))
                .verifyErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOfSatisfying(
                                Unavailable.class,
                                unavailable -> assertThat(unavailable.reason()).isEqualTo(Reason.FAILING)));
    }

    @Test
    void showsTheKeyToNobodyButTheProvider() {
        provider.answers(rejectingKey());

        StepVerifier.create(model().answer(REQUEST)).verifyErrorSatisfies(failure -> {
            assertThat(failure)
                    .isInstanceOfSatisfying(
                            Unavailable.class,
                            unavailable -> assertThat(unavailable.reason()).isEqualTo(Reason.KEY_REJECTED));
            assertThat(failure).hasStackTraceContaining("unavailable");
            assertThat(Throwables.getStackTrace(failure)).doesNotContain(KEY);
        });
        assertThat(provider.takeRequest().headers().toString()).contains(KEY);
    }

    @Test
    void streamsChunksAsClientsRequireThem() {
        provider.answers(streaming("forty", CompletableFuture.completedFuture(null), "-two"));

        List<JsonNode> chunks = chunksOf(streamed(REQUEST));

        assertThat(chunks).allSatisfy(chunk -> {
            assertThat(chunk.path("object").asString()).isEqualTo("chat.completion.chunk");
            assertThat(chunk.path("id")).isEqualTo(chunks.getFirst().path("id"));
            assertThat(chunk.path("created")).isEqualTo(chunks.getFirst().path("created"));
            assertThat(chunk.has("usage")).isFalse();
        });
        assertThat(chunks.stream()
                        .map(chunk -> chunk.at("/choices/0/delta/role").asString(""))
                        .filter(role -> !role.isEmpty()))
                .containsExactly("assistant");
        assertThat(chunks.stream()
                        .map(chunk -> chunk.at("/choices/0/finish_reason").asString(""))
                        .filter(reason -> !reason.isEmpty()))
                .containsExactly("stop");
        assertThat(chunks.getFirst().at("/choices/0/delta/role").asString("")).isEqualTo("assistant");
        assertThat(chunks.getLast().at("/choices/0/finish_reason").asString("")).isEqualTo("stop");
    }

    @Test
    void passesOnACallOfATool() {
        provider.answers(calling("call_a1", "{\"city\":", "\"Köln\"}"));

        JsonNode choice = answered(TOOL_REQUEST).completion().at("/choices/0");

        assertThat(choice.path("finish_reason").asString()).isEqualTo("tool_calls");
        assertThat(choice.at("/message/content").isNull()).isTrue();
        JsonNode call = choice.at("/message/tool_calls/0");
        assertThat(call.path("id").asString()).isEqualTo("call_a1");
        assertThat(call.path("type").asString()).isEqualTo("function");
        assertThat(call.at("/function/name").asString()).isEqualTo("f");
        assertThat(JSON.readTree(call.at("/function/arguments").asString()))
                .isEqualTo(JSON.readTree("{\"city\":\"Köln\"}"));
    }

    @Test
    void streamsACallOfATool() {
        provider.answers(calling("call_a1", "{\"city\":", "\"Köln\"}"));

        List<JsonNode> chunks = chunksOf(streamed(TOOL_REQUEST));

        List<JsonNode> calls = chunks.stream()
                .map(chunk -> chunk.at("/choices/0/delta/tool_calls/0"))
                .filter(JsonNode::isObject)
                .toList();
        assertThat(calls.getFirst().path("index").asInt()).isZero();
        assertThat(calls.getFirst().path("id").asString()).isEqualTo("call_a1");
        assertThat(calls.getFirst().path("type").asString()).isEqualTo("function");
        assertThat(calls.getFirst().at("/function/name").asString()).isEqualTo("f");
        assertThat(JSON.readTree(calls.stream()
                        .map(call -> call.at("/function/arguments").asString(""))
                        .collect(Collectors.joining())))
                .isEqualTo(JSON.readTree("{\"city\":\"Köln\"}"));
        assertThat(chunks.getLast().at("/choices/0/finish_reason").asString()).isEqualTo("tool_calls");
    }

    @ParameterizedTest
    @ValueSource(strings = {"stop", "length", "content_filter"})
    void saysWhyAnAnswerEnds(String reason) {
        provider.answers(ending(reason, USAGE));

        HostedReply reply = answered(REQUEST);
        List<JsonNode> chunks = chunksOf(streamed(REQUEST));

        assertThat(reply.completion().at("/choices/0/finish_reason").asString()).isEqualTo(reason);
        assertThat(chunks.getLast().at("/choices/0/finish_reason").asString()).isEqualTo(reason);
    }

    @Test
    void countsAsTheProviderCounts() {
        provider.answers(ending("stop", USAGE));

        HostedReply reply = answered(REQUEST);
        HostedEvent last = streamed(REQUEST).getLast();

        assertThat(reply.usage()).isEqualTo(USAGE);
        assertThat(reply.reportedModel()).isEqualTo(reportedModel());
        assertThat(reply.completion().at("/usage/total_tokens").asInt()).isEqualTo(18);
        assertThat(last).isInstanceOfSatisfying(HostedEvent.Finished.class, finished -> {
            assertThat(finished.usage()).isEqualTo(USAGE);
            assertThat(finished.reportedModel()).isEqualTo(reportedModel());
            assertThat(finished.usageChunk().at("/usage/prompt_tokens").asInt()).isEqualTo(11);
            assertThat(finished.usageChunk()
                            .at("/usage/prompt_tokens_details/cached_tokens")
                            .asInt())
                    .isEqualTo(3);
        });
    }

    @Test
    void passesOnHowLongALimitLasts() {
        provider.answers(failing(429, "retry-after: 7"));

        StepVerifier.create(model().stream(REQUEST))
                .verifyErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOf(Unavailable.class)
                        .extracting("reason", "retryAfter")
                        .containsExactly(Reason.LIMITED, Duration.ofSeconds(7)));
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 500, 502, 529})
    void countsAProviderInTroubleAsFailing(int status) {
        provider.answers(failing(status));

        StepVerifier.create(model().answer(REQUEST))
                .verifyErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOf(Unavailable.class)
                        .extracting("reason")
                        .isEqualTo(Reason.FAILING));
    }

    @Test
    void refusesByNameWhatItCannotDo() {
        unsupported().forEach((field, value) -> {
            var request =
                    request("{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"" + field + "\":" + value + "}");
            for (var call : List.of(model().answer(request).flux(), model().stream(request))) {
                StepVerifier.create(call)
                        .verifyErrorSatisfies(failure -> assertThat(failure)
                                .isInstanceOfSatisfying(
                                        Unsupported.class,
                                        unsupported ->
                                                assertThat(unsupported.what()).isEqualTo(field)));
            }
        });
        assertThat(provider.requests()).isEmpty();
    }
}

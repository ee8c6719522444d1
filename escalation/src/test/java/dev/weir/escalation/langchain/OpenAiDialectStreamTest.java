package dev.weir.escalation.langchain;

import static dev.weir.escalation.langchain.TestingDialect.chunk;
import static dev.weir.escalation.langchain.TestingDialect.lastChunk;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.escalation.EscalationException.Interrupted;
import dev.weir.escalation.EscalationException.TimedOut;
import dev.weir.escalation.EscalationException.Unavailable.Reason;
import dev.weir.escalation.HostedEvent;
import dev.weir.escalation.HostedModel;
import dev.weir.escalation.HostedRequest;
import dev.weir.escalation.testing.ProviderScript;
import dev.weir.escalation.testing.TestingProvider;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.test.StepVerifier;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class OpenAiDialectStreamTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String SECRET = "sk-planted-secret";
    private static final HostedRequest REQUEST = request("{\"messages\":[]}");

    private final TestingProvider provider = TestingProvider.start();
    private final TestingDialect dialect = TestingDialect.at(provider, () -> SECRET);

    @AfterEach
    void close() {
        dialect.close();
        provider.close();
    }

    private static HostedRequest request(String json) {
        return new HostedRequest("req-1", (ObjectNode) JsonMapper.shared().readTree(json));
    }

    private HostedModel model() {
        return dialect.model();
    }

    @Test
    void passesABrokenStreamOnWithItsFirstPieceEvenWhenHttpEndsCleanly() {
        provider.answers(ProviderScript.events(chunk("forty"), "[DONE]"));

        StepVerifier.create(model().stream(REQUEST)).expectNextCount(1).verifyError(Interrupted.class);
    }

    @Test
    void endsInTimeWhenTheProviderKeepsTheConnectionAfterTheEndMarker() throws Exception {
        provider.answers(exchange -> {
            exchange.head(200, "content-type: text/event-stream");
            exchange.event(lastChunk());
            exchange.event("[DONE]");
            exchange.untilClientLeaves();
        });

        StepVerifier.create(model().stream(REQUEST))
                .expectNextCount(2)
                .expectComplete()
                .verify(SOON);

        provider.takeRequest().clientLeft().get();
    }

    @Test
    void usesAConnectionAgainAfterAWholeStream() {
        provider.answers(ProviderScript.events(lastChunk(), "[DONE]"));

        try (var single = TestingDialect.withOneConnection(provider)) {
            single.model().stream(REQUEST).blockLast();
            single.model().stream(REQUEST).blockLast();
        }

        assertThat(provider.requests()).hasSize(2);
        assertThat(provider.acceptedConnections()).isEqualTo(1);
    }

    @Test
    void takesNothingButAStreamForAStream() {
        List<ProviderScript> others = List.of(
                ProviderScript.json(200, "{\"choices\":[{\"message\":{}}]}"),
                ProviderScript.events(),
                ProviderScript.events("[DONE]"),
                ProviderScript.events("{\"choices\":["),
                ProviderScript.events("{\"error\":{\"message\":\"x\"}}"),
                exchange -> exchange.whole(200, "text/event-stream", "event: error\ndata: {}\n\n"));
        others.forEach(provider::answers);

        for (int i = 0; i < others.size(); i++) {
            StepVerifier.create(model().stream(REQUEST))
                    .verifyErrorSatisfies(
                            failure -> assertThat(failure).extracting("reason").isEqualTo(Reason.FAILING));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{\"error\":{\"code\":500}}", "{\"choices\":[{", "not json"})
    void interruptsAStreamThatTurnsIntoSomethingElse(String event) {
        provider.answers(ProviderScript.events(chunk("forty"), event, lastChunk(), "[DONE]"));

        StepVerifier.create(model().stream(REQUEST)).expectNextCount(1).verifyError(Interrupted.class);
    }

    @Test
    void timesOutWhenAStreamStalls() throws Exception {
        provider.answers(exchange -> {
            exchange.head(200, "content-type: text/event-stream");
            exchange.event(chunk("forty"));
            exchange.untilClientLeaves();
        });

        try (var impatient = TestingDialect.impatient(provider, TestingDialect.LONG, TestingDialect.SHORT)) {
            StepVerifier.create(impatient.model().stream(REQUEST))
                    .expectNextCount(1)
                    .verifyError(TimedOut.class);
            provider.takeRequest().clientLeft().get();
        }
    }

    @Test
    void readsNoMoreThanItsCallerWants() {
        CompletableFuture<Boolean> allSent = new CompletableFuture<>();
        provider.answers(exchange -> {
            exchange.head(200, "content-type: text/event-stream");
            String event = chunk("x".repeat(100_000));
            for (int i = 0; i < 400; i++) {
                exchange.event(event);
            }
            allSent.complete(true);
        });

        StepVerifier.create(model().stream(REQUEST), 1)
                .expectNextCount(1)
                .then(() -> assertThat(allSent.completeOnTimeout(false, 500, TimeUnit.MILLISECONDS)
                                .join())
                        .isFalse())
                .thenCancel()
                .verify();
    }

    @Test
    void passesOnEveryChoiceOfAStream() {
        provider.answers(ProviderScript.events(
                "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}},{\"index\":1,\"delta\":{\"content\":\"b\"}}]}",
                "{\"choices\":[{\"index\":1,\"delta\":{},\"finish_reason\":\"length\"}]}",
                "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}",
                "[DONE]"));

        List<HostedEvent> events = model().stream(request("{\"n\":2}"))
                .collectList()
                .blockOptional()
                .orElseThrow();

        assertThat(events).hasSize(4);
        assertThat(events.getFirst())
                .asString()
                .contains("\"content\":\"a\",\"role\":\"assistant\"")
                .contains("\"content\":\"b\",\"role\":\"assistant\"");
    }
}

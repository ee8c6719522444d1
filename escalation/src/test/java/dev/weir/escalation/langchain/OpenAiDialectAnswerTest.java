package dev.weir.escalation.langchain;

import static dev.weir.escalation.langchain.TestingDialect.chunk;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.escalation.EscalationException.TimedOut;
import dev.weir.escalation.EscalationException.Unavailable;
import dev.weir.escalation.EscalationException.Unavailable.Reason;
import dev.weir.escalation.HostedModel;
import dev.weir.escalation.HostedReply;
import dev.weir.escalation.HostedRequest;
import dev.weir.escalation.HostedUsage;
import dev.weir.escalation.testing.ProviderExchange;
import dev.weir.escalation.testing.ProviderScript;
import dev.weir.escalation.testing.TestingProvider;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class OpenAiDialectAnswerTest {

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
    void keepsEverythingTheProviderSaid() {
        provider.answers(ProviderScript.json(200, """
                        {"id":"c1","created":7,"model":"m-1","error":null,"service_tier":"x","choices":[
                         {"index":0,"message":{"content":null,"refusal":"no","annotations":[{"a":0.10}]},"finish_reason":"stop"},
                         {"index":1,"message":{"role":"assistant","content":"b","tool_calls":[{"id":"t","custom":{}}]},
                          "logprobs":{"content":[{"token":"b","logprob":-0.12345678901234567890}]},"finish_reason":"length"}],
                         "usage":{"prompt_tokens":5,"completion_tokens":6,"total_tokens":11,
                          "prompt_tokens_details":{"cached_tokens":3,"audio_tokens":1}}}"""));

        HostedReply reply = model().answer(request("{\"messages\":[],\"n\":2}"))
                .blockOptional()
                .orElseThrow();

        assertThat(reply.completion()).hasToString("""
                        {"id":"c1","created":7,"model":"m-1","service_tier":"x","choices":[\
                        {"index":0,"message":{"content":null,"refusal":"no","annotations":[{"a":0.10}],"role":"assistant"},\
                        "finish_reason":"stop","logprobs":null},\
                        {"index":1,"message":{"role":"assistant","content":"b","tool_calls":[{"id":"t","custom":{}}],"refusal":null},\
                        "logprobs":{"content":[{"token":"b","logprob":-0.12345678901234567890}]},"finish_reason":"length"}],\
                        "usage":{"prompt_tokens":5,"completion_tokens":6,"total_tokens":11,\
                        "prompt_tokens_details":{"cached_tokens":3,"audio_tokens":1}},"object":"chat.completion"}""");
        assertThat(reply.usage()).isEqualTo(new HostedUsage(5, 3, 6, true));
        assertThat(reply.reportedModel()).isEqualTo("m-1");
    }

    @Test
    void estimatesTheTokensThatTheProviderDidNotCount() {
        provider.answers(ProviderScript.json(200, "{\"choices\":[{\"message\":{\"content\":\"eight ch\"}}]}"));

        HostedReply reply = model().answer(request("{\"messages\":[{\"role\":\"user\",\"content\":\"four\"}]}"))
                .block();

        assertThat(reply).extracting(HostedReply::usage).isEqualTo(new HostedUsage(1, 0, 2, false));
        assertThat(reply).extracting(HostedReply::reportedModel).isEqualTo("m");
    }

    @ParameterizedTest
    @CsvSource({
        "401, KEY_REJECTED", "402, KEY_REJECTED", "403, KEY_REJECTED", "404, FAILING", "408, FAILING", "409, FAILING",
        "429, LIMITED", "301, FAILING", "500, FAILING", "502, FAILING", "503, FAILING", "529, FAILING"
    })
    void saysWhyAProviderIsUnavailable(int status, Reason reason) {
        provider.answers(ProviderScript.json(status, "{\"error\":{\"message\":\"no\"}}"));

        StepVerifier.create(model().stream(REQUEST))
                .verifyErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOf(Unavailable.class)
                        .extracting("reason")
                        .isEqualTo(reason));
    }

    @Test
    void passesOnWhatARefusalNamesButNeverFreeText() {
        provider.answers(
                ProviderScript.json(
                        422,
                        "{\"error\":{\"message\":\"secret\",\"param\":\"messages[0].name\",\"code\":\"free text\"}}"),
                ProviderScript.json(400, "<html>"));

        StepVerifier.create(model().answer(REQUEST))
                .verifyErrorSatisfies(failure -> assertThat(failure)
                        .hasMessageNotContaining("secret")
                        .extracting("status", "param", "code")
                        .containsExactly(422, "messages[0].name", null));
        StepVerifier.create(model().answer(REQUEST))
                .verifyErrorSatisfies(failure -> assertThat(failure)
                        .extracting("status", "param", "code")
                        .containsExactly(400, null, null));
    }

    @Test
    void tellsHowLongALimitLasts() {
        provider.answers(ProviderScript.json(429, "{}", "retry-after-ms: 1500", "Retry-After: 9"));

        StepVerifier.create(model().answer(REQUEST))
                .verifyErrorSatisfies(
                        failure -> assertThat(failure).extracting("retryAfter").isEqualTo(Duration.ofMillis(1500)));
    }

    @Test
    void takesNothingButAnAnswerForAnAnswer() {
        List<ProviderScript> others = List.of(
                ProviderScript.json(200, "{\"error\":{\"message\":\"x\"}}"),
                ProviderScript.json(200, "{\"choices\":[]}"),
                ProviderScript.json(200, "{\"choices\":[{}]}"),
                ProviderScript.json(200, "[]"),
                ProviderScript.json(200, ""),
                ProviderScript.json(200, "{\"choices\":[{\"mess"),
                ProviderScript.json(201, "{\"choices\":[{\"message\":{}}]}"),
                exchange -> exchange.whole(200, "text/html", "{\"choices\":[{\"message\":{}}]}"),
                ProviderScript.events(chunk("x")));
        others.forEach(provider::answers);

        for (int i = 0; i < others.size(); i++) {
            StepVerifier.create(model().answer(REQUEST))
                    .verifyErrorSatisfies(
                            failure -> assertThat(failure).extracting("reason").isEqualTo(Reason.FAILING));
        }
    }

    @Test
    void cannotReachAClosedPort() {
        provider.close();

        StepVerifier.create(model().stream(REQUEST))
                .verifyErrorSatisfies(
                        failure -> assertThat(failure).extracting("reason").isEqualTo(Reason.UNREACHABLE));
    }

    @Test
    void sendsNothingAgainWhenTheConnectionBreaksBeforeAnAnswer() {
        provider.answers(ProviderExchange::cut, ProviderExchange::reset);

        for (int i = 0; i < 2; i++) {
            StepVerifier.create(model().answer(REQUEST))
                    .verifyErrorSatisfies(
                            failure -> assertThat(failure).extracting("reason").isEqualTo(Reason.FAILING));
        }
        assertThat(provider.requests()).hasSize(2);
    }

    @Test
    void isTooBusyForMoreCallsThanItMayConnect() {
        provider.answers(ProviderScript.silence());

        try (var single = TestingDialect.withOneConnection(provider)) {
            var calls = Flux.range(0, 3).flatMap(_ -> single.model().answer(REQUEST));
            StepVerifier.create(calls)
                    .verifyErrorSatisfies(
                            failure -> assertThat(failure).extracting("reason").isEqualTo(Reason.TOO_BUSY));
        }
    }

    @Test
    void refusesAnAnswerOfAnySize() {
        provider.answers(exchange -> {
            exchange.head(200, "content-type: application/json");
            String megabyte = " ".repeat(1024 * 1024);
            for (int i = 0; i < 40; i++) {
                exchange.part(megabyte);
            }
            exchange.untilClientLeaves();
        });

        StepVerifier.create(model().answer(REQUEST))
                .verifyErrorSatisfies(failure -> assertThat(failure)
                        .hasStackTraceContaining("exceeds")
                        .extracting("reason")
                        .isEqualTo(Reason.FAILING));
    }

    @Test
    void timesOutWhenNoAnswerBegins() throws Exception {
        provider.answers(ProviderScript.silence());

        try (var impatient = TestingDialect.impatient(provider, TestingDialect.SHORT, TestingDialect.LONG)) {
            StepVerifier.create(impatient.model().answer(REQUEST)).verifyError(TimedOut.class);
            StepVerifier.create(impatient.model().stream(REQUEST)).verifyError(TimedOut.class);
            provider.takeRequest().clientLeft().get();
            provider.takeRequest().clientLeft().get();
        }
    }
}

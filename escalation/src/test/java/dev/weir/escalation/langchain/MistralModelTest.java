package dev.weir.escalation.langchain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.escalation.EscalationException.Interrupted;
import dev.weir.escalation.HostedModel;
import dev.weir.escalation.HostedReply;
import dev.weir.escalation.testing.ProviderScript;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

class MistralModelTest extends OpenAiWireContract {

    private final TestingDialect dialect = TestingDialect.at(provider, () -> KEY);

    @Override
    protected HostedModel model() {
        return dialect.mistral();
    }

    @Override
    protected Map<String, String> unsupported() {
        return Map.of("logprobs", "true", "logit_bias", "{\"1\":2}", "verbosity", "\"low\"", "top_k", "3");
    }

    /** Mistral sends a call in one piece, without its type. */
    @Override
    protected ProviderScript calling(String id, String firstArguments, String secondArguments) {
        String call = "[{\"id\":\"%s\",\"function\":{\"name\":\"f\",\"arguments\":%s},\"index\":0}]"
                .formatted(id, quoted(firstArguments + secondArguments));
        return exchange -> {
            if (isStreamed(exchange)) {
                exchange.head(200, "content-type: text/event-stream");
                exchange.event(delta("{\"content\":\"\",\"tool_calls\":" + call + "}", "\"tool_calls\""));
                exchange.event("[DONE]");
                exchange.end();
            } else {
                exchange.whole(
                        200,
                        "application/json",
                        "{\"choices\":[{\"message\":{\"content\":null,\"tool_calls\":" + call
                                + "},\"finish_reason\":\"tool_calls\"}]}");
            }
        };
    }

    @AfterEach
    void closeDialect() {
        dialect.close();
    }

    @Test
    void writesARequestInMistralsWords() {
        provider.answers(answering("ok"));
        var request = request("""
            {"model":"auto","messages":[{"role":"developer","content":"be brief"},{"role":"user","content":"hi"}],
             "max_completion_tokens":9,"seed":4,"tool_choice":"required","n":1,"user":"u","logprobs":false,
             "stream_options":null,"response_format":{"type":"json_object"}}\
            """);

        model().answer(request).block();

        assertThat(provider.takeRequest().body()).isEqualTo("""
            {"model":"m","messages":[{"role":"system","content":"be brief"},{"role":"user","content":"hi"}],\
            "max_tokens":9,"random_seed":4,"tool_choice":"any","n":1,\
            "response_format":{"type":"json_object"},"stream":false}\
            """);
    }

    @Test
    void asksForNoUsageBecauseMistralSendsItUnasked() {
        provider.answers(ProviderScript.events(TestingDialect.lastChunk(), "[DONE]"));

        model().stream(REQUEST).blockLast();

        assertThat(provider.takeRequest().body()).doesNotContain("stream_options");
    }

    @Test
    void givesTheTextOfAnAnswerWithThoughts() {
        provider.answers(ProviderScript.json(200, """
            {"choices":[{"message":{"content":[{"type":"thinking","thinking":[{"type":"text","text":"hm"}]},
             {"type":"text","text":"forty"},{"type":"text","text":"-two"}]},"finish_reason":"model_length"}]}\
            """));

        HostedReply reply = Objects.requireNonNull(model().answer(REQUEST).block());

        assertThat(reply.completion().at("/choices/0/message/content").asString())
                .isEqualTo("forty-two");
        assertThat(reply.completion().at("/choices/0/finish_reason").asString()).isEqualTo("length");
    }

    @Test
    void breaksOffWhereMistralEndsInAnError() throws Exception {
        provider.answers(ProviderScript.events(
                TestingDialect.chunk("forty"), delta("{\"content\":\"\"}", "\"error\""), "[DONE]"));

        StepVerifier.create(model().stream(REQUEST)).expectNextCount(1).verifyError(Interrupted.class);
    }
}

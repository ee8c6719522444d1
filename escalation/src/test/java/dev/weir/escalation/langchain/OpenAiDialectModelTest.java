package dev.weir.escalation.langchain;

import static dev.weir.escalation.langchain.TestingDialect.lastChunk;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.escalation.EscalationException.Unavailable.Reason;
import dev.weir.escalation.HostedModel;
import dev.weir.escalation.testing.ProviderScript;
import dev.weir.escalation.testing.ReceivedRequest;
import java.util.Map;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

class OpenAiDialectModelTest extends OpenAiWireContract {

    private String key = KEY;
    private final TestingDialect dialect = TestingDialect.at(provider, () -> key);

    @Override
    protected HostedModel model() {
        return dialect.model();
    }

    @Override
    protected Map<String, String> unsupported() {
        return Map.of();
    }

    @AfterEach
    void closeDialect() {
        dialect.close();
    }

    @Test
    void sendsTheCallersOwnJson() {
        provider.answers(answering("ok"));
        var request = request("""
            {"model":"auto","messages":[{"role":"developer","content":"né 🌊 \\"q\\""}],
             "tools":[{"type":"function","function":{"name":"f","strict":true,"parameters":{"type":"object",
             "properties":{"a":{"$ref":"#/x","anyOf":[{"const":1.50}]}}}}}],
             "seed":123456789012345678901234567890,"never_heard_of":{"deep":[null,true,{}]},
             "stream":true,"stream_options":{"include_usage":false},"weir":{"x":1},"weir_trace":true}\
            """);

        model().answer(request).block();

        ReceivedRequest received = provider.takeRequest();
        assertThat(received.line()).isEqualTo("POST /v1/chat/completions HTTP/1.1");
        assertThat(received.body()).isEqualTo("""
            {"model":"m","messages":[{"role":"developer","content":"né 🌊 \\"q\\""}],\
            "tools":[{"type":"function","function":{"name":"f","strict":true,"parameters":{"type":"object",\
            "properties":{"a":{"$ref":"#/x","anyOf":[{"const":1.5}]}}}}}],\
            "seed":123456789012345678901234567890,"never_heard_of":{"deep":[null,true,{}]},\
            "stream":false}\
            """);
    }

    @Test
    void leavesTheCallersTreeAsItWas() {
        provider.answers(ProviderScript.events(lastChunk(), "[DONE]"));
        var request = request("{\"messages\":[],\"stream_options\":{\"include_obfuscation\":false},\"weir\":1}");
        String before = request.body().toString();

        model().stream(request).blockLast();

        assertThat(request.body()).hasToString(before);
        assertThat(provider.takeRequest().body()).isEqualTo("""
            {"messages":[],"stream_options":{"include_obfuscation":false,"include_usage":true},\
            "model":"m","stream":true}\
            """);
    }

    @Test
    void composesHeadersForTheProvider() {
        provider.answers(answering("ok"), ProviderScript.events(lastChunk(), "[DONE]"));

        model().answer(REQUEST).block();
        model().stream(REQUEST).blockLast();

        ReceivedRequest unstreamed = provider.takeRequest();
        assertThat(unstreamed.header("authorization")).containsExactly("Bearer " + KEY);
        assertThat(unstreamed.header("content-type")).containsExactly("application/json");
        assertThat(unstreamed.header("x-request-id")).containsExactly("req-1");
        assertThat(unstreamed.header("x-client-request-id")).containsExactly("req-1");
        assertThat(unstreamed.header("accept-encoding")).containsExactly("gzip");
        assertThat(unstreamed.header("content-length")).hasSize(1);
        assertThat(unstreamed.headers()).doesNotContainKeys("upgrade", "http2-settings", "transfer-encoding");
        assertThat(provider.takeRequest().header("accept-encoding")).containsExactly("identity");
    }

    @Test
    void usesARotatedKeyAtOnce() {
        provider.answers(answering("ok"));
        HostedModel model = model();

        model.answer(REQUEST).block();
        key = "second\n";
        model.answer(REQUEST).block();
        key = "";
        model.answer(REQUEST).block();

        assertThat(provider.takeRequest().header("authorization")).containsExactly("Bearer " + KEY);
        assertThat(provider.takeRequest().header("authorization")).containsExactly("Bearer second");
        assertThat(provider.takeRequest().header("authorization")).isEmpty();
    }

    @Test
    void neverQuotesAKeyThatCannotBeSent() {
        key = KEY + "\u0001x";

        StepVerifier.create(model().answer(REQUEST)).verifyErrorSatisfies(failure -> {
            assertThat(failure).extracting("reason").isEqualTo(Reason.KEY_REJECTED);
            assertThat(Throwables.getStackTrace(failure)).doesNotContain(KEY);
        });
        assertThat(provider.requests()).isEmpty();
    }
}

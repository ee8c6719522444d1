package dev.weir.escalation.langchain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.escalation.EscalationException.Interrupted;
import dev.weir.escalation.EscalationException.Unavailable;
import dev.weir.escalation.HostedModel;
import dev.weir.escalation.HostedModelContract;
import dev.weir.escalation.HostedUsage;
import dev.weir.escalation.testing.AmazonEvents;
import dev.weir.escalation.testing.ProviderExchange;
import dev.weir.escalation.testing.ProviderScript;
import dev.weir.escalation.testing.ReceivedRequest;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;
import tools.jackson.databind.json.JsonMapper;

class BedrockModelTest extends HostedModelContract {

    private String key = KEY;
    private final TestingDialect dialect = TestingDialect.at(provider, () -> key);

    @Override
    protected HostedModel model() {
        return dialect.bedrock();
    }

    /** Converse does not say which model answers. */
    @Override
    protected String reportedModel() {
        return "m";
    }

    @Override
    protected Map<String, String> unsupported() {
        return Map.of("n", "2", "seed", "4", "top_k", "3", "logprobs", "true", "parallel_tool_calls", "false");
    }

    @AfterEach
    void closeDialect() {
        dialect.close();
    }

    private static void begin(ProviderExchange exchange) throws IOException {
        exchange.head(200, "content-type: application/vnd.amazon.eventstream");
        exchange.part(AmazonEvents.event("messageStart", "{\"role\":\"assistant\"}"));
    }

    private static void text(ProviderExchange exchange, String text) throws IOException {
        exchange.part(AmazonEvents.event(
                "contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"" + text + "\"}}"));
    }

    private static void end(ProviderExchange exchange, String stopReason, HostedUsage usage) throws IOException {
        exchange.part(AmazonEvents.event("contentBlockStop", "{\"contentBlockIndex\":0}"));
        exchange.part(AmazonEvents.event("messageStop", "{\"stopReason\":\"" + stopReason + "\"}"));
        exchange.part(AmazonEvents.event("metadata", """
            {"usage":{"inputTokens":%d,"outputTokens":%d,"cacheReadInputTokens":%d},"metrics":{"latencyMs":1}}\
            """.formatted(
                        usage.promptTokens() - usage.cachedPromptTokens(),
                        usage.completionTokens(),
                        usage.cachedPromptTokens())));
        exchange.end();
    }

    private static final HostedUsage ANY = new HostedUsage(5, 0, 2, true);

    @Override
    protected ProviderScript answering(String text) {
        return streaming(text, CompletableFuture.completedFuture(null), "");
    }

    @Override
    protected ProviderScript streaming(String first, CompletableFuture<?> gate, String second) {
        return exchange -> {
            begin(exchange);
            text(exchange, first);
            exchange.pause(gate);
            text(exchange, second);
            end(exchange, "end_turn", ANY);
        };
    }

    @Override
    protected ProviderScript breaking(String first) {
        return exchange -> {
            begin(exchange);
            text(exchange, first);
            exchange.cut();
        };
    }

    @Override
    protected ProviderScript failing(int status, String... headers) {
        return ProviderScript.json(status, "{\"message\":\"no, " + KEY + "\"}", headers);
    }

    @Override
    protected ProviderScript calling(String id, String firstArguments, String secondArguments) {
        return exchange -> {
            begin(exchange);
            exchange.part(AmazonEvents.event("contentBlockStart", """
                {"contentBlockIndex":0,"start":{"toolUse":{"toolUseId":"%s","name":"f"}}}\
                """.formatted(id)));
            for (String part : new String[] {firstArguments, secondArguments}) {
                exchange.part(AmazonEvents.event("contentBlockDelta", """
                    {"contentBlockIndex":0,"delta":{"toolUse":{"input":%s}}}\
                    """.formatted(OpenAiWireContract.quoted(part))));
            }
            end(exchange, "tool_use", ANY);
        };
    }

    @Override
    protected ProviderScript ending(String finishReason, HostedUsage usage) {
        String stopReason = Map.of("stop", "end_turn", "length", "max_tokens", "content_filter", "guardrail_intervened")
                .getOrDefault(finishReason, "?");
        return exchange -> {
            begin(exchange);
            text(exchange, "ok");
            end(exchange, stopReason, usage);
        };
    }

    @Test
    void writesARequestInConversesWords() {
        provider.answers(answering("ok"));
        var request = request("""
            {"model":"auto","messages":[
              {"role":"system","content":"be brief"},
              {"role":"user","content":[{"type":"text","text":"what is this?"},
                {"type":"image_url","image_url":{"url":"data:image/png;base64,iVBOR"}}]},
              {"role":"assistant","content":null,"tool_calls":[{"id":"t1","type":"function",
                "function":{"name":"f","arguments":"{\\"city\\":\\"Bonn\\"}"}}]},
              {"role":"tool","tool_call_id":"t1","content":"rain"},
              {"role":"user","content":"and?"}],
             "tools":[{"type":"function","function":{"name":"f","description":"weather",
               "parameters":{"type":"object","properties":{"city":{"type":"string"}}}}}],
             "tool_choice":"required","max_tokens":9,"temperature":0.5,"top_p":0.9,"stop":["END"],
             "response_format":{"type":"json_schema","json_schema":{"name":"s","schema":{"type":"object"}}}}\
            """);

        model().answer(request).block();

        ReceivedRequest received = provider.takeRequest();
        assertThat(received.line()).isEqualTo("POST /v1/model/m/converse-stream HTTP/1.1");
        assertThat(received.header("authorization")).containsExactly("Bearer " + KEY);
        assertThat(JsonMapper.shared().readTree(received.body()))
                .isEqualTo(JsonMapper.shared().readTree("""
                    {"system":[{"text":"be brief"}],
                     "messages":[
                      {"role":"user","content":[{"text":"what is this?"},
                        {"image":{"format":"png","source":{"bytes":"iVBOR"}}}]},
                      {"role":"assistant","content":[{"toolUse":{"toolUseId":"t1","name":"f","input":{"city":"Bonn"}}}]},
                      {"role":"user","content":[{"toolResult":{"toolUseId":"t1","content":[{"text":"rain"}]}},
                        {"text":"and?"}]}],
                     "inferenceConfig":{"maxTokens":9,"temperature":0.5,"topP":0.9,"stopSequences":["END"]},
                     "toolConfig":{"tools":[{"toolSpec":{"name":"f","description":"weather","inputSchema":{"json":
                       {"type":"object","properties":{"city":{"type":"string"}}}}}}],"toolChoice":{"any":{}}},
                     "outputConfig":{"textFormat":{"type":"json_schema","structure":{"jsonSchema":
                       {"schema":"{\\"type\\":\\"object\\"}","name":"s"}}}}}\
                    """));
    }

    @Test
    void signsWithAnAccessKey() {
        provider.answers(answering("ok"));
        key = "AKID:" + KEY + ":session";

        model().answer(REQUEST).block();

        ReceivedRequest received = provider.takeRequest();
        assertThat(received.header("authorization"))
                .singleElement()
                .asString()
                .startsWith("AWS4-HMAC-SHA256 Credential=AKID/")
                .contains("/eu-central-1/bedrock/aws4_request")
                .doesNotContain(KEY);
        assertThat(received.header("x-amz-security-token")).containsExactly("session");
    }

    @Test
    void takesAnErrorInTheStreamForWhatItIs() {
        provider.answers(
                exchange -> {
                    exchange.head(200, "content-type: application/vnd.amazon.eventstream");
                    exchange.part(AmazonEvents.exception("throttlingException", "{\"message\":\"slow down\"}"));
                    exchange.end();
                },
                exchange -> {
                    begin(exchange);
                    text(exchange, "forty");
                    exchange.part(AmazonEvents.exception("modelStreamErrorException", "{}"));
                    exchange.end();
                });

        StepVerifier.create(model().stream(REQUEST))
                .verifyErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOf(Unavailable.class)
                        .extracting("reason")
                        .isEqualTo(Unavailable.Reason.LIMITED));
        StepVerifier.create(model().stream(REQUEST)).expectNextCount(1).verifyError(Interrupted.class);
    }
}

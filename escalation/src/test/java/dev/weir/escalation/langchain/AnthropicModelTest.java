package dev.weir.escalation.langchain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.escalation.EscalationException.Interrupted;
import dev.weir.escalation.EscalationException.Unavailable;
import dev.weir.escalation.EscalationException.Unsupported;
import dev.weir.escalation.HostedModel;
import dev.weir.escalation.HostedModelContract;
import dev.weir.escalation.HostedUsage;
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

class AnthropicModelTest extends HostedModelContract {

    private static final String STOPPED = "{\"type\":\"message_stop\"}";

    private final TestingDialect dialect = TestingDialect.at(provider, () -> KEY);

    @Override
    protected HostedModel model() {
        return dialect.anthropic();
    }

    @Override
    protected Map<String, String> unsupported() {
        return Map.of(
                "n",
                "2",
                "seed",
                "4",
                "logprobs",
                "true",
                "presence_penalty",
                "1",
                "temperature",
                "1.5",
                "response_format",
                "{\"type\":\"json_object\"}",
                "reasoning_effort",
                "\"low\"",
                "audio",
                "{}");
    }

    @AfterEach
    void closeDialect() {
        dialect.close();
    }

    private static void event(ProviderExchange exchange, String name, String data) throws IOException {
        exchange.part("event: " + name + "\ndata: " + data + "\n\n");
    }

    private static void begin(ProviderExchange exchange, HostedUsage usage) throws IOException {
        exchange.head(200, "content-type: text/event-stream; charset=utf-8");
        event(exchange, "message_start", """
            {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","content":[],\
            "model":"m-1","stop_reason":null,"usage":{"input_tokens":%d,"cache_read_input_tokens":%d,\
            "cache_creation_input_tokens":0,"output_tokens":1}}}\
            """.formatted(
                        usage.promptTokens() - usage.cachedPromptTokens(), usage.cachedPromptTokens()));
        event(exchange, "ping", "{\"type\":\"ping\"}");
    }

    private static void beginText(ProviderExchange exchange) throws IOException {
        event(
                exchange,
                "content_block_start",
                "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}");
    }

    private static void text(ProviderExchange exchange, String text) throws IOException {
        event(exchange, "content_block_delta", """
            {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"%s"}}\
            """.formatted(text));
    }

    private static void end(ProviderExchange exchange, String stopReason, long outputTokens) throws IOException {
        event(exchange, "content_block_stop", "{\"type\":\"content_block_stop\",\"index\":0}");
        event(exchange, "message_delta", """
            {"type":"message_delta","delta":{"stop_reason":"%s","stop_sequence":null},"usage":{"output_tokens":%d}}\
            """.formatted(stopReason, outputTokens));
        event(exchange, "message_stop", STOPPED);
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
            begin(exchange, ANY);
            beginText(exchange);
            text(exchange, first);
            exchange.pause(gate);
            text(exchange, second);
            end(exchange, "end_turn", 2);
        };
    }

    @Override
    protected ProviderScript breaking(String first) {
        return exchange -> {
            begin(exchange, ANY);
            beginText(exchange);
            text(exchange, first);
            exchange.cut();
        };
    }

    @Override
    protected ProviderScript failing(int status, String... headers) {
        return ProviderScript.json(
                status,
                "{\"type\":\"error\",\"error\":{\"type\":\"an_error\",\"message\":\"no, " + KEY + "\"}}",
                headers);
    }

    @Override
    protected ProviderScript calling(String id, String firstArguments, String secondArguments) {
        return exchange -> {
            begin(exchange, ANY);
            event(exchange, "content_block_start", """
                {"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"%s","name":"f","input":{}}}\
                """.formatted(id));
            for (String part : new String[] {firstArguments, secondArguments}) {
                event(exchange, "content_block_delta", """
                    {"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":%s}}\
                    """.formatted(OpenAiWireContract.quoted(part)));
            }
            end(exchange, "tool_use", 9);
        };
    }

    @Override
    protected ProviderScript ending(String finishReason, HostedUsage usage) {
        String stopReason = Map.of("stop", "stop_sequence", "length", "max_tokens", "content_filter", "refusal")
                .getOrDefault(finishReason, "?");
        return exchange -> {
            begin(exchange, usage);
            beginText(exchange);
            text(exchange, "ok");
            end(exchange, stopReason, usage.completionTokens());
        };
    }

    @Test
    void writesARequestInAnthropicsWords() {
        provider.answers(answering("ok"));
        var request = request("""
            {"model":"auto","messages":[
              {"role":"developer","content":"be brief"},
              {"role":"user","content":[{"type":"text","text":"what is this?"},
                {"type":"image_url","image_url":{"url":"data:image/png;base64,iVBOR"}},
                {"type":"image_url","image_url":{"url":"https://example.com/a.png"}}]},
              {"role":"assistant","content":null,"tool_calls":[{"id":"t1","type":"function",
                "function":{"name":"f","arguments":"{\\"city\\":\\"Bonn\\"}"}}]},
              {"role":"tool","tool_call_id":"t1","content":"rain"}],
             "tools":[{"type":"function","function":{"name":"f","description":"weather","strict":true,
               "parameters":{"type":"object","properties":{"city":{"$ref":"#/$defs/c"}},"$defs":{"c":{"const":1}}}}}],
             "tool_choice":{"type":"function","function":{"name":"f"}},"parallel_tool_calls":false,
             "max_completion_tokens":9,"temperature":0.5,"stop":"END","user":"u1","n":1,"logprobs":false,
             "response_format":{"type":"json_schema","json_schema":{"name":"s","schema":{"type":"object"}}}}\
            """);

        model().answer(request).block();

        ReceivedRequest received = provider.takeRequest();
        assertThat(received.line()).isEqualTo("POST /v1/messages HTTP/1.1");
        assertThat(received.header("x-api-key")).containsExactly(KEY);
        assertThat(received.header("anthropic-version")).hasSize(1);
        assertThat(received.header("authorization")).isEmpty();
        assertThat(JsonMapper.shared().readTree(received.body()))
                .isEqualTo(JsonMapper.shared().readTree("""
                    {"model":"m","stream":true,"max_tokens":9,"temperature":0.5,"stop_sequences":["END"],
                     "system":[{"type":"text","text":"be brief"}],
                     "messages":[
                      {"role":"user","content":[{"type":"text","text":"what is this?"},
                        {"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBOR"}},
                        {"type":"image","source":{"type":"url","url":"https://example.com/a.png"}}]},
                      {"role":"assistant","content":[{"type":"tool_use","id":"t1","name":"f","input":{"city":"Bonn"}}]},
                      {"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":"rain"}]}],
                     "tools":[{"name":"f","description":"weather","strict":true,"input_schema":
                       {"type":"object","properties":{"city":{"$ref":"#/$defs/c"}},"$defs":{"c":{"const":1}}}}],
                     "tool_choice":{"type":"tool","name":"f","disable_parallel_tool_use":true},
                     "metadata":{"user_id":"u1"},
                     "output_config":{"format":{"type":"json_schema","schema":{"type":"object"}}}}\
                    """));
    }

    @Test
    void namesTheMessageThatItCannotPassOn() {
        var named = request("{\"messages\":[{\"role\":\"user\",\"name\":\"bob\",\"content\":\"hi\"}]}");
        var heard = request("{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_audio\"}]}]}");

        StepVerifier.create(model().answer(named))
                .verifyErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOf(Unsupported.class)
                        .extracting("what")
                        .isEqualTo("messages[0].name"));
        StepVerifier.create(model().answer(heard))
                .verifyErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOf(Unsupported.class)
                        .extracting("what")
                        .isEqualTo("messages[0].content[0]"));
    }

    @Test
    void takesAnErrorInTheStreamForWhatItIs() {
        String overloaded = "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}";
        provider.answers(
                exchange -> {
                    exchange.head(200, "content-type: text/event-stream");
                    event(exchange, "error", overloaded);
                    exchange.end();
                },
                exchange -> {
                    begin(exchange, ANY);
                    beginText(exchange);
                    text(exchange, "forty");
                    event(exchange, "error", overloaded);
                    exchange.end();
                });

        StepVerifier.create(model().stream(REQUEST)).verifyError(Unavailable.class);
        StepVerifier.create(model().stream(REQUEST)).expectNextCount(1).verifyError(Interrupted.class);
    }
}

package dev.weir.escalation.langchain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.escalation.EscalationException.Unavailable;
import dev.weir.escalation.EscalationException.Unsupported;
import dev.weir.escalation.HostedModel;
import dev.weir.escalation.HostedModelContract;
import dev.weir.escalation.HostedReply;
import dev.weir.escalation.HostedUsage;
import dev.weir.escalation.testing.ProviderScript;
import dev.weir.escalation.testing.ReceivedRequest;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;
import tools.jackson.databind.json.JsonMapper;

class GeminiModelTest extends HostedModelContract {

    private final TestingDialect dialect = TestingDialect.at(provider, () -> KEY);

    @Override
    protected HostedModel model() {
        return dialect.gemini();
    }

    @Override
    protected Map<String, String> unsupported() {
        return Map.of(
                "n", "2", "logprobs", "true", "logit_bias", "{\"1\":2}", "parallel_tool_calls", "false", "audio", "{}");
    }

    @AfterEach
    void closeDialect() {
        dialect.close();
    }

    private static String event(String parts, String more) {
        return "{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[%s]}%s}],\"modelVersion\":\"m-1\",\"responseId\":\"r1\"}"
                .formatted(parts, more);
    }

    private static String text(String text) {
        return event("{\"text\":\"" + text + "\"}", "");
    }

    private static String end(String reason) {
        return event("{\"text\":\"\"}", ",\"finishReason\":\"" + reason + "\"");
    }

    @Override
    protected ProviderScript answering(String text) {
        return ProviderScript.events(text(text), end("STOP"));
    }

    @Override
    protected ProviderScript streaming(String first, CompletableFuture<?> gate, String second) {
        return exchange -> {
            exchange.head(200, "content-type: text/event-stream");
            exchange.event(text(first));
            exchange.pause(gate);
            exchange.event(text(second));
            exchange.event(end("STOP"));
            exchange.end();
        };
    }

    @Override
    protected ProviderScript breaking(String first) {
        return ProviderScript.events(text(first));
    }

    @Override
    protected ProviderScript failing(int status, String... headers) {
        return ProviderScript.json(
                status,
                "{\"error\":{\"code\":%d,\"message\":\"no, %s\",\"status\":\"A_STATUS\"}}".formatted(status, KEY),
                headers);
    }

    /** Gemini answers 400 to a key that it does not know. */
    @Override
    protected ProviderScript rejectingKey() {
        return ProviderScript.json(400, """
            {"error":{"code":400,"message":"API key not valid.","status":"INVALID_ARGUMENT","details":[
             {"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"API_KEY_INVALID",
              "domain":"googleapis.com"}]}}\
            """);
    }

    /** Gemini sends a call in one piece. */
    @Override
    protected ProviderScript calling(String id, String firstArguments, String secondArguments) {
        String call = "{\"functionCall\":{\"id\":\"%s\",\"name\":\"f\",\"args\":%s}}"
                .formatted(id, firstArguments + secondArguments);
        return ProviderScript.events(event(call, ",\"finishReason\":\"STOP\""));
    }

    @Override
    protected ProviderScript ending(String finishReason, HostedUsage usage) {
        String reason = Map.of("stop", "STOP", "length", "MAX_TOKENS", "content_filter", "SAFETY")
                .getOrDefault(finishReason, "?");
        return ProviderScript.events(text("ok"), """
            {"candidates":[{"finishReason":"%s"}],"modelVersion":"m-1","usageMetadata":{"promptTokenCount":%d,
             "cachedContentTokenCount":%d,"candidatesTokenCount":%d,"thoughtsTokenCount":2,"totalTokenCount":%d}}\
            """.replace("\n", "").formatted(
                reason,
                usage.promptTokens(),
                usage.cachedPromptTokens(),
                usage.completionTokens() - 2,
                usage.promptTokens() + usage.completionTokens()));
    }

    @SuppressWarnings("checkstyle:MethodLength")
    @Test
    void writesARequestInGeminisWords() {
        provider.answers(answering("ok"));
        var request = request("""
            {"model":"auto","messages":[
              {"role":"system","content":"be brief"},
              {"role":"user","content":[{"type":"text","text":"what is this?"},
                {"type":"image_url","image_url":{"url":"data:image/png;base64,iVBOR"}}]},
              {"role":"assistant","content":null,"tool_calls":[
                {"id":"t1","type":"function","function":{"name":"f","arguments":"{\\"city\\":\\"Bonn\\"}"},
                 "extra_content":{"google":{"thought_signature":"c2ln"}}},
                {"id":"t2","type":"function","function":{"name":"f","arguments":"{\\"city\\":\\"Ulm\\"}"}}]},
              {"role":"tool","tool_call_id":"t1","content":"rain"},
              {"role":"tool","tool_call_id":"t2","content":"sun"}],
             "tools":[{"type":"function","function":{"name":"f",
               "parameters":{"type":"object","properties":{"city":{"type":"string","minLength":1}}}}}],
             "tool_choice":"required","max_tokens":9,"temperature":2,"seed":5,"stop":["END"],"frequency_penalty":0.5,
             "response_format":{"type":"json_schema","json_schema":{"name":"s","schema":{"type":"object"}}}}\
            """);

        model().answer(request).block();

        ReceivedRequest received = provider.takeRequest();
        assertThat(received.line()).isEqualTo("POST /v1/models/m:streamGenerateContent?alt=sse HTTP/1.1");
        assertThat(received.header("x-goog-api-key")).containsExactly(KEY);
        assertThat(JsonMapper.shared().readTree(received.body()))
                .isEqualTo(JsonMapper.shared().readTree("""
                    {"systemInstruction":{"parts":[{"text":"be brief"}],"role":"model"},
                     "contents":[
                      {"role":"user","parts":[{"text":"what is this?"},
                        {"inlineData":{"mimeType":"image/png","data":"iVBOR"}}]},
                      {"role":"model","parts":[
                        {"functionCall":{"id":"t1","name":"f","args":{"city":"Bonn"}},"thoughtSignature":"c2ln"},
                        {"functionCall":{"id":"t2","name":"f","args":{"city":"Ulm"}}}]},
                      {"role":"user","parts":[
                        {"functionResponse":{"id":"t1","name":"f","response":{"response":"rain"}}},
                        {"functionResponse":{"id":"t2","name":"f","response":{"response":"sun"}}}]}],
                     "tools":[{"functionDeclarations":[{"name":"f","parametersJsonSchema":
                       {"type":"object","properties":{"city":{"type":"string","minLength":1}}}}]}],
                     "toolConfig":{"functionCallingConfig":{"mode":"ANY"}},
                     "generationConfig":{"candidateCount":1,"maxOutputTokens":9,"temperature":2.0,"seed":5,
                      "stopSequences":["END"],"frequencyPenalty":0.5,
                      "responseMimeType":"application/json","responseJsonSchema":{"type":"object"}}}\
                    """));
    }

    @Test
    void fetchesNoImageFromAnywhere() {
        var request = request("""
            {"messages":[{"role":"user","content":[
             {"type":"image_url","image_url":{"url":"http://127.0.0.1:9/a.png"}}]}]}\
            """);

        StepVerifier.create(model().answer(request))
                .verifyErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOf(Unsupported.class)
                        .extracting("what")
                        .isEqualTo("messages[0].content[0].image_url"));
    }

    @Test
    void keepsTheTextOfSeveralPartsAsItIs() {
        provider.answers(ProviderScript.events(
                event("{\"text\":\"hm\",\"thought\":true},{\"text\":\"forty\"},{\"text\":\"-two\"}", ""), end("STOP")));

        HostedReply reply = Objects.requireNonNull(model().answer(REQUEST).block());

        assertThat(reply.completion().at("/choices/0/message/content").asString())
                .isEqualTo("forty-two");
    }

    @Test
    void givesTheSignatureOfACallToItsCaller() {
        provider.answers(ProviderScript.events(event(
                "{\"functionCall\":{\"name\":\"f\",\"args\":{}},\"thoughtSignature\":\"c2ln\"}",
                ",\"finishReason\":\"STOP\"")));

        HostedReply reply = Objects.requireNonNull(model().answer(TOOL_REQUEST).block());

        var call = reply.completion().at("/choices/0/message/tool_calls/0");
        assertThat(call.path("id").asString()).isEqualTo("call_req-1_0");
        assertThat(call.at("/extra_content/google/thought_signature").asString())
                .isEqualTo("c2ln");
    }

    @Test
    void saysThatAPromptWasFiltered() {
        provider.answers(
                ProviderScript.events("{\"promptFeedback\":{\"blockReason\":\"SAFETY\"},\"modelVersion\":\"m-1\"}"));

        HostedReply reply = Objects.requireNonNull(model().answer(REQUEST).block());

        assertThat(reply.completion().at("/choices/0/finish_reason").asString()).isEqualTo("content_filter");
    }

    @Test
    void readsHowLongALimitLastsFromTheError() {
        provider.answers(ProviderScript.json(429, """
            {"error":{"code":429,"message":"quota","status":"RESOURCE_EXHAUSTED","details":[
             {"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"34.5s"}]}}\
            """));

        StepVerifier.create(model().answer(REQUEST))
                .verifyErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOf(Unavailable.class)
                        .extracting("retryAfter")
                        .isEqualTo(Duration.ofMillis(34_500)));
    }
}

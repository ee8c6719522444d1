package dev.weir.gateway.assembled;

import static dev.weir.gateway.assembled.BothTiers.GENERATOR;
import static dev.weir.gateway.assembled.BothTiers.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.gateway.assembled.BothTiers.Way;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The local generator's calls of tools, over HTTP. Its weights are random: that they are calls is the form's doing. */
class LocalToolsIT {

    private static final String TOOLS = """
        [{"type": "function", "function": {"name": "weather", "description": "of a day", "strict": true, "parameters":
           {"type": "object", "properties": {"day": {"enum": ["today", "tomorrow"]}}, "required": ["day"],
            "additionalProperties": false}}},
         {"type": "function", "function": {"name": "now"}}]
        """;
    private static final String WEATHER_ARGUMENTS = "\\{\"day\": ?\"(today|tomorrow)\"}";

    private final BothTiers tiers = BothTiers.running();

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void callsWhereItMust(boolean streamed) {
        HttpResponse<String> response = tiers.send(calling(streamed, "\"required\""));

        assertThat(response.headers().firstValue("x-weir-tier")).contains("local");
        assertThat(BothTiers.finish(response, 0)).isEqualTo("tool_calls");
        assertThat(BothTiers.text(response, 0)).isEmpty();
        assertThat(calls(response)).isNotEmpty().allSatisfy(call -> {
            assertThat(call.id()).matches("call_[0-9a-f]{24}");
            assertThat(call.arguments()).matches(call.name().equals("now") ? "\\{}" : WEATHER_ARGUMENTS);
        });
        assertThat(calls(response)).extracting(Call::id).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"type\":\"function\",\"function\":{\"name\":\"weather\"}} | weather",
                "{\"type\":\"function\",\"function\":{\"name\":\"now\"}} | now",
                "{\"type\":\"allowed_tools\",\"allowed_tools\":{\"mode\":\"required\",\"tools\":"
                        + "[{\"type\":\"function\",\"function\":{\"name\":\"now\"}}]}} | now"
            })
    void callsNoneButTheOneThatMayBeCalledAndOnce(String choice, String name) {
        ObjectNode request = calling(false, choice).put("parallel_tool_calls", false);

        assertThat(calls(tiers.send(request))).extracting(Call::name).containsExactly(name);
    }

    @Test
    void writesTextWhereItMustNotCall() {
        HttpResponse<String> response = tiers.send(calling(false, "\"none\""));

        assertThat(calls(response)).isEmpty();
        assertThat(BothTiers.finish(response, 0)).isIn("stop", "length");
    }

    @Test
    void writesTextOrCallsWhereItMay() {
        for (int seed = 0; seed < 6; seed++) {
            HttpResponse<String> response =
                    tiers.send(calling(false, "\"auto\"").put("seed", seed));

            assertThat(BothTiers.text(response, 0)).doesNotContain("<tool_call>");
            if (calls(response).isEmpty()) {
                assertThat(BothTiers.finish(response, 0)).isIn("stop", "length");
            }
        }
    }

    @Test
    void streamsIdTypeAndNameOnceAndThenArguments() {
        HttpResponse<String> response = tiers.send(calling(true, "\"required\""));

        List<JsonNode> deltas = BothTiers.said(response, 0).stream()
                .map(said -> said.path("delta"))
                .toList();
        assertThat(deltas.getFirst()).isEqualTo(JSON.readTree("{\"role\":\"assistant\",\"content\":null}"));
        int begun = 0;
        for (JsonNode delta : deltas.subList(1, deltas.size() - 1)) {
            JsonNode call = delta.path("tool_calls").path(0);
            if (call.has("id")) {
                assertThat(call.propertyNames()).containsExactly("index", "id", "type", "function");
                assertThat(call.path("index").asInt()).isEqualTo(begun++);
                assertThat(call.at("/function/arguments").asString()).isEmpty();
            } else {
                assertThat(call.propertyNames()).containsExactly("index", "function");
                assertThat(call.path("function").propertyNames()).containsExactly("arguments");
                assertThat(call.path("index").asInt()).isEqualTo(begun - 1);
            }
        }
        assertThat(begun).isPositive();
        assertThat(deltas.getLast()).isEmpty();
    }

    @Test
    void readsCallsAndTheirResults() {
        ObjectNode request = calling(false, "\"auto\"");
        int before = promptTokens(tiers.send(request));
        request.withArray("messages")
                .addAll(List.of(
                        JSON.readTree("""
                            {"role": "assistant", "content": null, "tool_calls": [{"id": "call_1", "type": "function",
                              "function": {"name": "weather", "arguments": "{\\"day\\":\\"today\\"}"}}]}
                            """),
                        JSON.readTree("{\"role\": \"tool\", \"tool_call_id\": \"call_1\", \"content\": \"rain\"}")));

        assertThat(promptTokens(tiers.send(request))).isGreaterThan(before + 10);
    }

    @Test
    void saysWhichToolHasASchemaThatItCannotEnforce() {
        ObjectNode request = calling(false, "\"auto\"");
        request.set("tools", JSON.readTree("""
            [{"type": "function", "function": {"name": "odd", "parameters": {"type": "object", "not": {}}}}]
            """));

        HttpResponse<String> response = tiers.send(request);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(JSON.readTree(response.body()).at("/error/param").asString()).isEqualTo("tools");
        assertThat(response.body()).contains("odd");
    }

    private static ObjectNode calling(boolean streamed, String choice) {
        ObjectNode request = new Way(GENERATOR, streamed).request("Weather?").put("max_tokens", 120);
        request.set("tools", JSON.readTree(TOOLS));
        request.set("tool_choice", JSON.readTree(choice));
        return request;
    }

    private static int promptTokens(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JSON.readTree(response.body()).at("/usage/prompt_tokens").asInt();
    }

    private static List<Call> calls(HttpResponse<String> response) {
        List<Call> calls = new ArrayList<>();
        for (JsonNode said : BothTiers.said(response, 0)) {
            for (JsonNode call :
                    said.path(said.has("delta") ? "delta" : "message").path("tool_calls")) {
                String arguments = call.at("/function/arguments").asString();
                if (call.has("id")) {
                    calls.add(new Call(
                            call.path("id").asString(),
                            call.at("/function/name").asString(),
                            arguments));
                } else {
                    Call begun = calls.removeLast();
                    calls.add(new Call(begun.id(), begun.name(), begun.arguments() + arguments));
                }
            }
        }
        return calls;
    }

    private record Call(String id, String name, String arguments) {}
}

package dev.weir.gateway.assembled;

import static dev.weir.gateway.assembled.BothTiers.CLASSIFIER;
import static dev.weir.gateway.assembled.BothTiers.GENERATOR;
import static dev.weir.gateway.assembled.BothTiers.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.escalation.testing.ProviderScript;
import dev.weir.gateway.assembled.BothTiers.Way;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What clients check and gateways get wrong, for both tiers, whole and streamed. Each name begins with the number of its
 * case. Every answer is checked against its schema besides. What a stream ends with is in {@link StreamConformanceIT}.
 */
class ConformanceIT {

    private static final String WORDS =
            "{\"error\":{\"message\":\"their words\",\"type\":\"x\",\"param\":null,\"code\":7}}";

    private final BothTiers tiers = BothTiers.running();

    static Stream<Way> ways() {
        return BothTiers.ways();
    }

    @ParameterizedTest
    @MethodSource("ways")
    @DisplayName("1 the code of an error is a string")
    void writesACodeAsAString(Way way) {
        HttpResponse<String> response = tiers.send(way.request().put("temperature", 3));

        assertThat(error(response).path("code").stringValue()).isEqualTo("invalid_value");
    }

    @ParameterizedTest
    @CsvSource({
        "400, 400, too_blue", "401, 503, hosted_unavailable", "403, 503, hosted_unavailable",
        "404, 503, hosted_unavailable", "409, 503, hosted_unavailable", "422, 400, refused_by_provider",
        "429, 429, rate_limit_exceeded", "500, 503, hosted_unavailable", "503, 503, hosted_unavailable"
    })
    @DisplayName("2 whatever a provider answers, an error has its shape")
    void givesEachErrorOfAProviderItsShape(int theirs, int ours, String code) {
        for (boolean streamed : List.of(false, true)) {
            String body = theirs == 400 ? WORDS.replace("7", "\"too_blue\"") : WORDS;
            ObjectNode request = new Way(BothTiers.HOSTED, streamed).request();
            // What fails more often than it answers would not be asked any more.
            assertThat(tiers.send(request).statusCode()).isEqualTo(200);
            assertThat(tiers.send(request).statusCode()).isEqualTo(200);
            tiers.answersNext(ProviderScript.json(theirs, body));

            HttpResponse<String> response = tiers.send(request);

            assertThat(response.statusCode()).isEqualTo(ours);
            assertThat(error(response).path("code").stringValue()).isEqualTo(code);
            assertThat(response.body()).doesNotContain("their words");
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    @DisplayName("3 an error carries the request's id")
    void tellsTheRequestIdOnErrors(Way way) {
        HttpResponse<String> response = tiers.send(way.request().put("n", 0), "x-request-id", "mine-3");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.headers().firstValue("x-request-id")).contains("mine-3");
    }

    @ParameterizedTest
    @MethodSource("ways")
    @DisplayName("4 what has been paid for is not to be sent again")
    void forbidsRetriesOfWhatWasPaid(Way way) {
        HttpResponse<String> response = tiers.send(way.request());

        assertThat(response.headers().allValues("x-should-retry"))
                .isEqualTo(way.isHosted() ? List.of("false") : List.of());
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    @DisplayName("5 a limit says when to come again")
    void saysWhenToComeAgain(boolean streamed) {
        tiers.answersNext(ProviderScript.json(429, WORDS, "retry-after: 900"));

        HttpResponse<String> response = tiers.send(new Way(BothTiers.HOSTED, streamed).request());

        assertThat(response.statusCode()).isEqualTo(429);
        assertThat(response.headers().firstValue("retry-after")).contains("900");
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    @DisplayName("12 log-probabilities, tools and a stream go together")
    void tellsLogProbabilitiesBesideTools(boolean streamed) {
        ObjectNode request = new Way(CLASSIFIER, streamed).request("please freeze my bank account right now");
        request.put("logprobs", true).put("tool_choice", "required").set("tools", BothTiers.oneTool());

        HttpResponse<String> response = tiers.send(request);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(BothTiers.finish(response, 0)).isEqualTo("tool_calls");
        assertThat(arguments(response)).isEqualTo("{\"what\":\"freeze_account\"}");
    }

    @ParameterizedTest
    @MethodSource("ways")
    @DisplayName("13 the tokens together are the text")
    void tellsTokensThatAreTheText(Way way) {
        if (way.isHosted()) {
            // What a provider says of its tokens passes as it is; OpenAiDialectAnswerTest holds that.
            return;
        }
        for (int seed = 0; seed < 8; seed++) {
            ObjectNode request =
                    way.request("\uD83D\uDE00 caf\u00E9").put("seed", seed).put("temperature", 2);
            HttpResponse<String> response = tiers.send(
                    request.put("max_tokens", 40).put("logprobs", true).put("top_logprobs", 2));

            List<JsonNode> tokens = BothTiers.tokens(response);
            assertThat(decoded(tokens)).isEqualTo(BothTiers.text(response, 0));
            assertThat(tokens)
                    .isNotEmpty()
                    .allMatch(token -> token.path("top_logprobs").size() == 2);
        }
    }

    @ParameterizedTest
    @CsvSource({GENERATOR + ", false", GENERATOR + ", true", CLASSIFIER + ", false", CLASSIFIER + ", true"})
    @DisplayName("14 no log-probability is NaN or infinite")
    void writesOnlyNumbers(String model, boolean streamed) {
        ObjectNode request =
                new Way(model, streamed).request().put("logprobs", true).put("top_logprobs", 20);
        if (model.equals(GENERATOR)) {
            request.putObject("logit_bias").put("5", -100).put("6", 100);
        }

        HttpResponse<String> response = tiers.send(request);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).doesNotContain("NaN").doesNotContain("Infinity");
    }

    @ParameterizedTest
    @MethodSource("ways")
    @DisplayName("15 stop is a text, several, or null")
    void takesStopInEveryForm(Way way) {
        ObjectNode request = way.request();

        assertThat(tiers.send(request.put("stop", "~~")).statusCode()).isEqualTo(200);
        request.putArray("stop").add("~~").add("##");
        assertThat(tiers.send(request).statusCode()).isEqualTo(200);
        assertThat(tiers.send(request.putNull("stop")).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @MethodSource("ways")
    @DisplayName("16 content comes in parts, and a developer speaks")
    void takesPartsAndADeveloper(Way way) {
        ObjectNode request = way.request();
        ArrayNode messages = request.putArray("messages");
        messages.addObject().put("role", "developer").put("content", "be brief");
        ArrayNode parts = messages.addObject().put("role", "user").putArray("content");
        parts.addObject().put("type", "text").put("text", "hel");
        parts.addObject().put("type", "text").put("text", "lo");

        assertThat(tiers.send(request).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @MethodSource("ways")
    @DisplayName("17 either limit of tokens counts, and both if they are equal")
    void takesBothLimits(Way way) {
        ObjectNode request = way.request().put("max_completion_tokens", 12);
        HttpResponse<String> both = tiers.send(request);
        request.remove("max_tokens");
        HttpResponse<String> newer = tiers.send(request);
        HttpResponse<String> different = tiers.send(request.put("max_tokens", 13));

        assertThat(BothTiers.text(newer, 0)).isEqualTo(BothTiers.text(both, 0));
        assertThat(different.statusCode()).isEqualTo(400);
        assertThat(error(different).path("param").stringValue()).isEqualTo("max_tokens");
    }

    @ParameterizedTest
    @MethodSource("ways")
    @DisplayName("19 an answer that is repeated carries its usage")
    void repeatsAnAnswerWithItsUsage(Way way) {
        ObjectNode request = way.request();
        if (way.streamed()) {
            request.putObject("stream_options").put("include_usage", true);
        }
        HttpResponse<String> first = tiers.send(request, "idempotency-key", "key-" + way);
        HttpResponse<String> again = tiers.send(request, "idempotency-key", "key-" + way);

        assertThat(again.body()).isEqualTo(first.body()).contains("\"total_tokens\"");
        assertThat(again.headers().firstValue("x-weir-repeats"))
                .isEqualTo(first.headers().firstValue("x-request-id"));
    }

    @ParameterizedTest
    @MethodSource("ways")
    @DisplayName("20 no known field is dropped without a word")
    void dropsNoKnownFieldSilently(Way way) {
        HttpResponse<String> response =
                tiers.send(way.request().put("verbosity", "low").put("store", false));

        if (way.isHosted()) {
            String sent = tiers.provider().requests().getLast().body();
            assertThat(sent).contains("\"verbosity\":\"low\"").contains("\"store\":false");
        } else {
            assertThat(response.headers()
                            .firstValue("x-weir-unused-parameters")
                            .orElse("")
                            .split(", "))
                    .containsExactlyInAnyOrder("verbosity", "store");
        }
    }

    @Test
    void givesEachChoiceItsIndexAndSeed() {
        ObjectNode request = new Way(GENERATOR, true).request();
        HttpResponse<String> twelve = tiers.send(request.put("n", 12));

        assertThat(BothTiers.text(twelve, 0)).isNotEqualTo(BothTiers.text(twelve, 1));
        for (int choice = 0; choice < 12; choice++) {
            assertThat(BothTiers.finish(twelve, choice)).isIn("length", "stop");
        }
        assertThat(BothTiers.said(twelve, 12)).isEmpty();
    }

    private static JsonNode error(HttpResponse<String> response) {
        return JSON.readTree(response.body()).path("error");
    }

    private static String arguments(HttpResponse<String> response) {
        StringBuilder arguments = new StringBuilder();
        for (JsonNode said : BothTiers.said(response, 0)) {
            said.path(said.has("delta") ? "delta" : "message")
                    .path("tool_calls")
                    .forEach(call -> arguments.append(
                            call.path("function").path("arguments").asString("")));
        }
        return arguments.toString();
    }

    private static String decoded(List<JsonNode> tokens) {
        ByteBuffer bytes = ByteBuffer.allocate(4096);
        tokens.forEach(token -> token.path("bytes").forEach(each -> bytes.put((byte) each.intValue())));
        return StandardCharsets.UTF_8.decode(bytes.flip()).toString();
    }
}

package dev.weir.gateway.assembled;

import static dev.weir.gateway.assembled.BothTiers.CLASSIFIER;
import static dev.weir.gateway.assembled.BothTiers.GENERATOR;
import static dev.weir.gateway.assembled.BothTiers.HOSTED;
import static dev.weir.gateway.assembled.BothTiers.JSON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.completions.Completion;
import com.openai.models.completions.CompletionChoice;
import com.openai.models.completions.CompletionCreateParams;
import dev.weir.escalation.testing.ProviderScript;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v1/completions} in both tiers, by the official Java client and on the wire. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CompletionsIT {

    private static final Path PAGE = Path.of("../docs/reference/api.md");
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| (`[a-z_]+`(?:, `[a-z_]+`)*) \\| [^|]* \\| ([^|]*) \\| ([^|]*) \\|$");
    private static final Pattern NAME = Pattern.compile("`([a-z_]+)`");
    private static final String HEAD =
            "{\"id\":\"cmpl-up\",\"object\":\"text_completion\",\"created\":7,\"model\":\"gpt-4o-mini-2024\",\"choices\":";
    private static final String USAGE =
            "\"usage\":{\"prompt_tokens\":1000,\"completion_tokens\":2000,\"total_tokens\":3000}}";

    /** A value for each field that only a continuation has. */
    private static final Map<String, String> ASKING = Map.ofEntries(
            Map.entry("logprobs", "2"),
            Map.entry("echo", "true"),
            Map.entry("suffix", "\"the end\""),
            Map.entry("best_of", "3"));

    private final BothTiers tiers = BothTiers.running();
    private final OpenAIClient client = OpenAIOkHttpClient.builder()
            .baseUrl(tiers.weir().api().resolve("/v1").toString())
            .apiKey("none")
            .maxRetries(0)
            .build();

    @AfterAll
    void close() {
        client.close();
    }

    @Test
    void goesOnFromATextLocally() {
        Completion completion = client.completions()
                .create(asking(GENERATOR).prompt("The river").n(2).build());

        assertThat(completion.id()).startsWith("cmpl-");
        assertThat(completion.model()).isEqualTo("tiny-llama");
        assertThat(completion.choices()).extracting(CompletionChoice::index).containsExactly(0L, 1L);
        assertThat(completion.choices()).allSatisfy(choice -> {
            assertThat(choice.text()).isNotEmpty();
            assertThat(choice.finishReason()).isEqualTo(CompletionChoice.FinishReason.LENGTH);
        });
        assertThat(completion.usage().orElseThrow().completionTokens()).isEqualTo(24);
    }

    @Test
    void passesOnWhatTheProviderWrites() {
        tiers.answersNext(hosted("flows on"));

        Completion completion = client.completions()
                .create(asking(HOSTED).prompt("The river").echo(true).build());

        assertThat(completion.choices().getFirst().text()).isEqualTo("flows on");
        assertThat(completion.usage().orElseThrow().totalTokens()).isEqualTo(3000);
        assertThat(sent().path("prompt").asString()).isEqualTo("The river");
        assertThat(sent().path("echo").asBoolean()).isTrue();
        assertThat(sent().path("model").asString()).isEqualTo("gpt-4o-mini");
    }

    @Test
    void answersSeveralTextsInTheirOrder() {
        ObjectNode both = request(GENERATOR);
        both.put("n", 2).putArray("prompt").add("The river").add("A small dog went");

        JsonNode answer = JSON.readTree(tiers.go(both).body());

        assertThat(answer.path("choices").size()).isEqualTo(4);
        JsonNode first = alone("The river");
        JsonNode second = alone("A small dog went");
        assertThat(texts(answer)).containsExactly(concat(texts(first), texts(second)));
        assertThat(answer.at("/choices/3/index").asInt()).isEqualTo(3);
        assertThat(answer.at("/usage/total_tokens").asInt())
                .isEqualTo(first.at("/usage/total_tokens").asInt()
                        + second.at("/usage/total_tokens").asInt());
    }

    @Test
    void sendsEachOfSeveralTextsToTheProviderByItself() {
        ObjectNode both = request(HOSTED);
        both.putArray("prompt").add("one").add("two");

        HttpResponse<String> response = tiers.go(both);

        JsonNode answer = JSON.readTree(response.body());
        assertThat(answer.path("choices").size()).isEqualTo(2);
        assertThat(answer.at("/choices/1/index").asInt()).isEqualTo(1);
        assertThat(answer.at("/usage/total_tokens").asInt()).isEqualTo(6000);
        assertThat(response.headers().firstValue("x-weir-answers")).contains("hosted,hosted");
    }

    @Test
    void takesTokensOfTheLocalModel() {
        ObjectNode request = request(GENERATOR);
        request.putArray("prompt").add(1).add(5).add(6);

        assertThat(JSON.readTree(tiers.go(request).body())
                        .at("/usage/prompt_tokens")
                        .asInt())
                .isEqualTo(3);

        request.putArray("prompt").add(2_000_000);
        assertThat(error(tiers.go(request), "param")).isEqualTo("prompt");
    }

    @Test
    void streamsTheSameTextLocally() {
        CompletionCreateParams params = asking(GENERATOR)
                .prompt("The river")
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build();
        List<Completion> chunks = chunks(params);

        String whole = client.completions()
                .create(asking(GENERATOR).prompt("The river").build())
                .choices()
                .getFirst()
                .text();
        assertThat(text(chunks)).isEqualTo(whole).isNotEmpty();
        assertThat(chunks.getLast().choices()).isEmpty();
        assertThat(chunks.getLast().usage().orElseThrow().completionTokens()).isEqualTo(12);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void streamsAHostedAnswerWithUsageWhereAsked(boolean withUsage) {
        tiers.answersNext(ProviderScript.events(
                HEAD + "[{\"index\":0,\"text\":\"flows \",\"logprobs\":null,\"finish_reason\":null}]}",
                HEAD + "[{\"index\":0,\"text\":\"on\",\"logprobs\":null,\"finish_reason\":\"stop\"}]}",
                HEAD + "[]," + USAGE,
                "[DONE]"));
        ObjectNode request = request(HOSTED).put("stream", true);
        if (withUsage) {
            request.putObject("stream_options").put("include_usage", true);
        }

        HttpResponse<String> response = tiers.go(request);

        List<JsonNode> objects = BothTiers.objects(response);
        assertThat(objects.stream()
                        .map(object -> object.at("/choices/0/text").asString(""))
                        .collect(Collectors.joining()))
                .isEqualTo("flows on");
        assertThat(objects.getLast().has("usage")).isEqualTo(withUsage);
        assertThat(response.body()).endsWith("data: [DONE]\n\n");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void countsWhereEachTokenBegins(boolean streamed) {
        ObjectNode request = request(GENERATOR).put("logprobs", 2).put("stream", streamed);

        HttpResponse<String> response = tiers.go(request);

        String text = BothTiers.said(response, 0).stream()
                .map(said -> said.path("text").asString())
                .collect(Collectors.joining());
        List<JsonNode> spelled = BothTiers.said(response, 0).stream()
                .map(said -> said.path("logprobs"))
                .filter(JsonNode::isObject)
                .toList();
        List<Integer> offsets = spelled.stream()
                .flatMap(one -> one.path("text_offset").valueStream())
                .map(JsonNode::asInt)
                .toList();
        assertThat(offsets).hasSize(12).isSorted().startsWith(0);
        assertThat(offsets.getLast()).isBetween(1, text.codePointCount(0, text.length()));
        assertThat(spelled)
                .allSatisfy(one -> assertThat(one.at("/top_logprobs/0").propertyNames())
                        .contains(one.at("/tokens/0").asString()));
    }

    @Test
    void stopsBeforeAStopText() {
        String whole = texts(alone("The river"))[0];
        String stop = whole.substring(4, 6);
        ObjectNode request = request(GENERATOR).put("stop", stop);

        JsonNode answer = JSON.readTree(tiers.go(request).body());

        assertThat(texts(answer)[0]).isEqualTo(whole.substring(0, whole.indexOf(stop)));
        assertThat(answer.at("/choices/0/finish_reason").asString()).isEqualTo("stop");
    }

    @Test
    void escalatesWhatTheLocalModelIsNotSureOf() {
        tiers.answersNext(hosted("flows on"));

        HttpResponse<String> response = tiers.go(request("auto"));

        assertThat(response.headers().firstValue("x-weir-verdict")).contains("uncertified");
        assertThat(JSON.readTree(response.body()).at("/choices/0/text").asString())
                .isEqualTo("flows on");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "prompt; \"\"",
                "prompt; []",
                "prompt; null",
                "prompt[1]; [\"a\", 1]",
                "logprobs; 6",
                "best_of; 0",
                "stream_options; {\"include_usage\": true}",
                "max_tokens; 0"
            })
    void namesTheFieldAtFault(String param, String value) {
        ObjectNode request = request(GENERATOR);
        request.set(param.replaceAll("\\[.*", ""), JSON.readTree(value));

        assertThat(error(tiers.go(request), "param")).isEqualTo(param);
    }

    @Test
    void streamsOneTextOnly() {
        ObjectNode request = request(GENERATOR).put("stream", true);
        request.putArray("prompt").add("a").add("b");

        assertThat(error(tiers.go(request), "param")).isEqualTo("prompt");
    }

    @Test
    void namesThePromptThatIsTooLong() {
        ObjectNode request = request(GENERATOR).put("prompt", "hello ".repeat(5000));

        HttpResponse<String> response = tiers.go(request);

        assertThat(error(response, "code")).isEqualTo("context_length_exceeded");
        assertThat(error(response, "param")).isEqualTo("prompt");
    }

    @Test
    void isNothingForAClassifier() {
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() -> client.completions()
                        .create(asking(CLASSIFIER).prompt("The river").build()))
                .satisfies(failure -> assertThat(failure.param()).contains("prompt"));
    }

    static Stream<Arguments> rows() throws IOException {
        return ROW.matcher(Files.readString(PAGE))
                .results()
                .flatMap(row -> NAME.matcher(row.group(1))
                        .results()
                        .map(name -> name.group(1))
                        .filter(name -> !List.of("model", "prompt").contains(name))
                        .map(name -> Arguments.of(
                                name,
                                row.group(2).replaceFirst("[: ,].*", ""),
                                row.group(3).strip())));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void doesWithEachFieldWhatThePageSays(String field, String generator, String hosted) {
        assertThat(doneLocally(field)).isEqualTo(generator);
        if (hosted.equals("as sent") && !field.equals("stream")) {
            tiers.answersNext(hosted("x"));
            ObjectNode request = with(HOSTED, field);
            assertThat(tiers.go(request).statusCode()).isEqualTo(200);
            assertThat(sent().path(field)).isEqualTo(request.path(field));
        }
    }

    private String doneLocally(String field) {
        HttpResponse<String> response = tiers.go(with(GENERATOR, field));
        if (response.statusCode() == 400) {
            assertThat(error(response, "code")).isEqualTo("unsupported_parameter");
            assertThat(error(response, "param")).isEqualTo(field);
            return "unsupported";
        }
        return BothTiers.useOf(field, response);
    }

    private static ObjectNode with(String model, String field) {
        ObjectNode request = JSON.createObjectNode().put("model", model).put("prompt", "The river");
        request.set(field, BothTiers.asking(field, ASKING));
        return field.equals("stream_options") ? request.put("stream", true) : request;
    }

    private JsonNode alone(String prompt) {
        return JSON.readTree(
                tiers.go(request(GENERATOR).put("n", 2).put("prompt", prompt)).body());
    }

    private static ObjectNode request(String model) {
        return JSON.createObjectNode()
                .put("model", model)
                .put("prompt", "The river")
                .put("max_tokens", 12)
                .put("temperature", 0.9)
                .put("seed", 7);
    }

    private static CompletionCreateParams.Builder asking(String model) {
        return CompletionCreateParams.builder()
                .model(model)
                .maxTokens(12)
                .temperature(0.9)
                .seed(7);
    }

    private List<Completion> chunks(CompletionCreateParams params) {
        try (StreamResponse<Completion> stream = client.completions().createStreaming(params)) {
            return stream.stream().toList();
        }
    }

    private static String text(List<Completion> chunks) {
        return chunks.stream()
                .flatMap(chunk -> chunk.choices().stream())
                .map(CompletionChoice::text)
                .collect(Collectors.joining());
    }

    private static String[] texts(JsonNode answer) {
        return answer.path("choices")
                .valueStream()
                .map(choice -> choice.path("text").asString())
                .toArray(String[]::new);
    }

    private static String[] concat(String[] first, String[] second) {
        return Stream.of(first, second).flatMap(Stream::of).toArray(String[]::new);
    }

    private static String error(HttpResponse<String> response, String name) {
        assertThat(response.statusCode()).isEqualTo(400);
        return JSON.readTree(response.body()).path("error").path(name).asString("");
    }

    private JsonNode sent() {
        return JSON.readTree(tiers.provider().requests().getLast().body());
    }

    private static ProviderScript hosted(String text) {
        String choices = "[{\"index\":0,\"text\":\"" + text + "\",\"logprobs\":null,\"finish_reason\":\"stop\"}],";
        return ProviderScript.json(200, HEAD + choices + USAGE);
    }
}

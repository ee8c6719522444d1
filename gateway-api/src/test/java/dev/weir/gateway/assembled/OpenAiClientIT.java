package dev.weir.gateway.assembled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.Headers;
import com.openai.core.http.HttpResponseFor;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.RateLimitException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.ResponseFormatJsonObject;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.models.Model;
import dev.weir.escalation.testing.ProviderScript;
import dev.weir.escalation.testing.TestingProvider;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The official Java client against the running jar. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenAiClientIT {

    private static final String FREEZE = "please freeze my bank account right now";
    private static final String SONNET = "write me a sonnet about the sea";

    private static final int ROUNDS = 100;

    private final TestingProvider provider = TestingProvider.start();
    private final TestingWeir weir = TestingWeir.serve(Provider.environment(provider));
    private final OpenAIClient client = OpenAIOkHttpClient.builder()
            .baseUrl(weir.api().resolve("/v1").toString())
            .apiKey("none")
            .maxRetries(0)
            .build();

    @AfterAll
    void close() {
        client.close();
        weir.close();
        provider.close();
    }

    @Test
    void getsAKeptAnswerWithEveryHeader() {
        try (HttpResponseFor<ChatCompletion> response = client.withRawResponse()
                .chat()
                .completions()
                .create(asking(FREEZE).build())) {
            ChatCompletion completion = response.parse();

            assertThat(completion.choices().getFirst().message().content()).contains("freeze_account");
            assertThat(completion.usage().orElseThrow().totalTokens()).isPositive();
            Headers headers = response.headers();
            assertThat(headers.values("x-weir-tier")).containsExactly("local");
            assertThat(headers.values("x-weir-route")).containsExactly("intents");
            assertThat(headers.values("x-weir-model")).containsExactly("weir-intents");
            assertThat(headers.values("x-weir-verdict")).containsExactly("confident");
            assertThat(headers.values("x-weir-confidence").getFirst()).matches("[01]\\.\\d{4}");
            assertThat(headers.values("x-weir-threshold").getFirst()).matches("[01]\\.\\d{4}");
            assertThat(headers.values("x-weir-cost-usd").getFirst()).matches("0\\.0000\\d+");
            assertThat(headers.values("x-weir-local-ms")).isNotEmpty();
            assertThat(headers.values("x-weir-hosted-ms")).isEmpty();
            assertThat(response.requestId()).isPresent();
        }
    }

    @Test
    void getsAnEscalatedAnswerWithItsCost() {
        provider.answers(Provider.whole());

        try (HttpResponseFor<ChatCompletion> response = client.withRawResponse()
                .chat()
                .completions()
                .create(asking(SONNET).build())) {
            assertThat(response.parse().choices().getFirst().message().content())
                    .contains(Provider.SONNET);
            Headers headers = response.headers();
            assertThat(headers.values("x-weir-tier")).containsExactly("hosted");
            assertThat(headers.values("x-weir-verdict")).containsExactly("below_threshold");
            assertThat(headers.values("x-should-retry")).containsExactly("false");
            assertThat(headers.values("x-weir-hosted-ms")).isNotEmpty();
            assertThat(headers.values("x-weir-cost-usd").getFirst()).startsWith("0.001350");
        }
    }

    @Test
    void sendsEveryParameterUpstream() {
        provider.answers(Provider.whole());
        provider.requests();

        client.chat()
                .completions()
                .create(asking(SONNET)
                        .temperature(0.3)
                        .putAdditionalBodyProperty("vendor_field", com.openai.core.JsonValue.from(List.of(1, 2)))
                        .build());

        String sent = provider.requests().getLast().body();
        assertThat(sent)
                .contains("\"model\":\"gpt-4o-mini\"")
                .contains("\"temperature\":0.3")
                .contains("\"vendor_field\":[1,2]");
    }

    @Test
    void streamsAKeptAnswer() {
        ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();

        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(asking(FREEZE).build())) {
            stream.stream().forEach(accumulator::accumulate);
        }

        assertThat(accumulator.chatCompletion().choices().getFirst().message().content())
                .contains("freeze_account");
    }

    @Test
    void streamsAnEscalatedAnswerWithUsage() {
        provider.answers(Provider.streamed());
        ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
        ChatCompletionCreateParams params = asking(SONNET)
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build();

        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(params)) {
            stream.stream().forEach(accumulator::accumulate);
        }

        ChatCompletion whole = accumulator.chatCompletion();
        assertThat(whole.choices().getFirst().message().content()).contains(Provider.SONNET);
        assertThat(whole.usage().orElseThrow().totalTokens()).isEqualTo(3000);
    }

    @Test
    void getsJsonWhenItAsksForIt() {
        ChatCompletion completion = client.chat()
                .completions()
                .create(asking(FREEZE)
                        .responseFormat(ResponseFormatJsonObject.builder().build())
                        .build());

        assertThat(completion.choices().getFirst().message().content()).contains("{\"intent\":\"freeze_account\"}");
    }

    @Test
    void raisesTheRightExceptionForEachError() {
        var completions = client.chat().completions();

        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(
                        () -> completions.create(asking(FREEZE).model("nope").build()))
                .satisfies(failure -> assertThat(failure.code()).contains("model_not_found"));
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() -> completions.create(asking("").build()))
                .satisfies(failure -> assertThat(failure.param()).contains("messages[0].content"));
    }

    @Test
    void raisesARateLimitWhenTheProviderLimitsAndNoDraftExists() {
        provider.answers(ProviderScript.json(
                429,
                "{\"error\":{\"message\":\"slow down\",\"type\":\"x\",\"param\":null,\"code\":null}}",
                "retry-after: 900"));

        assertThatExceptionOfType(RateLimitException.class)
                .isThrownBy(() -> client.chat()
                        .completions()
                        .create(asking(FREEZE).model("hosted/gpt-4o-mini").build()))
                .satisfies(failure -> {
                    assertThat(failure.headers().values("retry-after")).containsExactly("900");
                    assertThat(failure.getMessage()).doesNotContain("slow down");
                });
    }

    /** A response that ended on another thread than its connection's own raced with the next request, which hung. */
    @Test
    void answersEveryRequestOnAConnectionThatIsKept() {
        HttpRequest models = HttpRequest.newBuilder(weir.api().resolve("/v1/models"))
                .timeout(Duration.ofSeconds(10))
                .build();
        String freeze = "{\"model\":\"intents\",\"messages\":[{\"role\":\"user\",\"content\":\"" + FREEZE + "\"}]}";

        for (int i = 0; i < ROUNDS; i++) {
            assertThat(weir.send(weir.chat(freeze)).statusCode()).isEqualTo(200);
            assertThat(weir.send(models).statusCode()).isEqualTo(200);
            assertThat(weir.send(models).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void listsTheModels() {
        assertThat(client.models().list().data()).extracting(Model::id).contains("intents", "auto");
    }

    private static ChatCompletionCreateParams.Builder asking(String text) {
        return ChatCompletionCreateParams.builder().model("intents").addUserMessage(text);
    }
}

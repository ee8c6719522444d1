package dev.weir.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.weir.gateway.calibration.LabelCalibration;
import dev.weir.gateway.routing.Scripted;
import dev.weir.gateway.tier.ClassifierTier;
import dev.weir.slm.ModelFolder;
import dev.weir.slm.SlmClassifier;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.InstantSource;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EmbeddingsTest {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int SIZE = 384;

    private final SlmClassifier classifier = SlmClassifier.load(ModelFolder.onClassPath("models/weir-intents"));
    private final ClassifierTier local = new ClassifierTier(
            "weir-intents",
            classifier,
            LabelCalibration.uncalibrated(),
            Schedulers.immediate(),
            JSON,
            InstantSource.system());
    private final TestingApi api = TestingApi.over(Scripted.route(local, Scripted.answering()));

    @AfterAll
    void close() {
        api.close();
        classifier.close();
    }

    @Test
    void givesNumbersOfUnitLengthInTheOrderOfTheInputs() {
        JsonNode body = embed("{\"model\":\"r\",\"input\":[\"a river\",\"my bank account\"]}");

        assertThat(body.path("object").asString()).isEqualTo("list");
        assertThat(body.path("model").asString()).isEqualTo("weir-intents");
        for (int i = 0; i < 2; i++) {
            JsonNode one = body.path("data").path(i);
            assertThat(one.path("object").asString()).isEqualTo("embedding");
            assertThat(one.path("index").asInt()).isEqualTo(i);
            assertThat(one.path("embedding").size()).isEqualTo(SIZE);
            double square = one.path("embedding")
                    .valueStream()
                    .mapToDouble(number -> number.asDouble() * number.asDouble())
                    .sum();
            assertThat(square).isCloseTo(1, within(1e-4));
        }
        int tokens = classifier.countTokens("a river") + classifier.countTokens("my bank account");
        assertThat(body.at("/usage/prompt_tokens").asInt()).isEqualTo(tokens);
        assertThat(body.at("/usage/total_tokens").asInt()).isEqualTo(tokens);
    }

    @Test
    void givesTheSameNumbersInBase64() {
        JsonNode numbers = embed("{\"model\":\"r\",\"input\":\"a river\"}").at("/data/0/embedding");
        JsonNode bytes = embed("{\"model\":\"r\",\"input\":\"a river\",\"encoding_format\":\"base64\"}")
                .at("/data/0/embedding");

        ByteBuffer decoded =
                ByteBuffer.wrap(Base64.getDecoder().decode(bytes.asString())).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(decoded.remaining()).isEqualTo(SIZE * Float.BYTES);
        for (int i = 0; i < SIZE; i++) {
            assertThat(decoded.getFloat()).isEqualTo(numbers.get(i).floatValue());
        }
    }

    @Test
    void readsTokensOfTheModelsOwnTokenizer() {
        JsonNode words = embed("{\"model\":\"r\",\"input\":\"river\"}").at("/data/0/embedding");

        // 2314 is "river" in BERT's vocabulary.
        assertThat(embed("{\"model\":\"r\",\"input\":[2314]}").at("/data/0/embedding"))
                .isEqualTo(words);
        assertThat(embed("{\"model\":\"r\",\"input\":[[2314],[2314]]}").at("/data/1/embedding"))
                .isEqualTo(words);
    }

    @Test
    void neverMixesTheVectorsOfTwoModels() {
        api.post("/v1/embeddings", "{\"model\":\"r\",\"input\":\"a river\",\"dimensions\":256}")
                .expectStatus()
                .isBadRequest()
                .expectHeader()
                .valueEquals("x-weir-verdict", "unsupported")
                .expectBody()
                .jsonPath("$.error.param")
                .isEqualTo("dimensions");
    }

    @Test
    void asksTheHostedTierWhereTheLocalOneHasNoEmbeddings() {
        JsonNode hosted = JSON.readTree("{\"object\":\"list\",\"data\":[],\"model\":\"m\"}");
        try (TestingApi other =
                TestingApi.over(Scripted.route(Scripted.drafting(1, "x"), Scripted.answering(hosted)))) {
            other.post("/v1/embeddings", "{\"model\":\"r\",\"input\":\"a river\"}")
                    .expectStatus()
                    .isOk()
                    .expectHeader()
                    .valueEquals("x-weir-tier", "hosted")
                    .expectHeader()
                    .valueEquals("x-weir-verdict", "pinned")
                    .expectBody()
                    .jsonPath("$.model")
                    .isEqualTo("m");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"model\":\"r\"}|input|missing_required_parameter",
                "{\"model\":\"r\",\"input\":7}|input|invalid_type",
                "{\"model\":\"r\",\"input\":[]}|input|invalid_value",
                "{\"model\":\"r\",\"input\":\"\"}|input|invalid_value",
                "{\"model\":\"r\",\"input\":[\"a\",\"\"]}|input[1]|invalid_value",
                "{\"model\":\"r\",\"input\":[\"a\",7]}|input[1]|invalid_type",
                "{\"model\":\"r\",\"input\":[1,\"a\"]}|input[1]|invalid_type",
                "{\"model\":\"r\",\"input\":[1,-1]}|input[1]|invalid_value",
                "{\"model\":\"r\",\"input\":[[1],[]]}|input[1]|invalid_value",
                "{\"model\":\"r\",\"input\":[[99999]]}|input[0]|unsupported_parameter",
                "{\"model\":\"r\",\"input\":\"a\",\"encoding_format\":\"int8\"}|encoding_format|invalid_value",
                "{\"model\":\"r\",\"input\":\"a\",\"dimensions\":0}|dimensions|invalid_value",
            })
    void namesWhatIsWrong(String request, String param, String code) {
        api.post("/v1/embeddings", request)
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.error.param")
                .isEqualTo(param)
                .jsonPath("$.error.code")
                .isEqualTo(code);
    }

    @Test
    void namesTheInputThatIsTooLong() {
        String longText = "word ".repeat(700);

        api.post("/v1/embeddings", "{\"model\":\"r\",\"input\":[\"a\",\"" + longText + "\"]}")
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.error.param")
                .isEqualTo("input[1]")
                .jsonPath("$.error.code")
                .isEqualTo("context_length_exceeded");
    }

    private JsonNode embed(String request) {
        byte @Nullable [] body = api.post("/v1/embeddings", request)
                .expectStatus()
                .isOk()
                .expectHeader()
                .valueEquals("x-weir-tier", "local")
                .expectBody()
                .returnResult()
                .getResponseBody();
        return JSON.readTree(java.util.Objects.requireNonNull(body));
    }
}

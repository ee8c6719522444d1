package dev.weir.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.weir.gateway.calibration.LabelCalibration;
import dev.weir.gateway.calibration.TextCalibration;
import dev.weir.gateway.routing.HostedTier;
import dev.weir.gateway.routing.LocalTier;
import dev.weir.gateway.routing.Route;
import dev.weir.gateway.routing.Scripted;
import dev.weir.gateway.routing.Standing;
import dev.weir.gateway.routing.Threshold;
import dev.weir.gateway.tier.ClassifierTier;
import dev.weir.gateway.tier.GeneratorTier;
import dev.weir.slm.ModelFolder;
import dev.weir.slm.SlmClassifier;
import dev.weir.slm.SlmEngine;
import dev.weir.slm.SlmOptions;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DecisionsTest {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String FREEZE = "please freeze my bank account right now";
    private static final String INTENTS = """
        {"type":"choice","name":"intent","instructions":"What is wanted?",
         "choices":[{"value":"transfer"},{"value":"freeze_account"},{"value":"balance"}]}\
        """;
    private static final String URGENT = "{\"type\":\"predicate\",\"instructions\":\"It is urgent.\"}";
    private static final String MOOD = """
        {"type":"score","name":"mood","instructions":"How calm is the writer?",
         "levels":[{"label":"low"},{"label":"middle"},{"label":"high"}]}\
        """;

    private final SlmClassifier classifier = SlmClassifier.load(ModelFolder.onClassPath("models/weir-intents"));
    private final SlmEngine engine = SlmEngine.load(
            SlmOptions.of(ModelFolder.at(Path.of("../slm-runtime/src/test/resources/architectures/qwen2-hf")))
                    .withVariant("fp32")
                    .withThreads(1));
    private final LocalTier labels = new ClassifierTier(
            "weir-intents",
            classifier,
            LabelCalibration.uncalibrated(),
            Schedulers.immediate(),
            JSON,
            InstantSource.system());
    private final LocalTier texts = new GeneratorTier("tiny", engine, TextCalibration.uncalibrated(), JSON);

    @AfterAll
    void close() {
        classifier.close();
        engine.close();
    }

    @Test
    void choosesAmongLabelsWithProbabilitiesThatAddUp() {
        JsonNode body = decide(Scripted.route(labels, null), FREEZE, INTENTS);

        JsonNode answer = body.at("/answers/0");
        assertThat(answer.path("type").asString()).isEqualTo("choice");
        assertThat(answer.path("name").asString()).isEqualTo("intent");
        assertThat(answer.path("choice").asString()).isEqualTo("freeze_account");
        assertThat(sum(answer)).isCloseTo(1, within(1e-9));
        assertThat(answer.at("/probabilities/1/value").asString()).isEqualTo("freeze_account");
        assertThat(answer.at("/probabilities/1/probability").asDouble()).isGreaterThan(0.9);
        assertThat(body.path("model").asString()).isEqualTo("weir-intents");
        assertThat(body.at("/usage/input_tokens").asInt()).isEqualTo(classifier.countTokens(FREEZE));
        assertThat(body.at("/usage/output_tokens").asInt()).isZero();
        assertThat(body.at("/usage/output_tokens_details/reasoning_tokens").asInt())
                .isZero();
    }

    @Test
    void decidesEveryKindOfQuestionByAGenerator() {
        JsonNode body = decide(keepingAll(texts), "Hurry up!", INTENTS, URGENT, MOOD);

        assertThat(sum(body.at("/answers/0"))).isCloseTo(1, within(1e-9));
        assertThat(body.at("/answers/0/confidence").asDouble()).isBetween(1 / 3.0, 1.0);
        assertThat(body.at("/answers/1/type").asString()).isEqualTo("predicate");
        assertThat(body.at("/answers/1/name").isNull()).isTrue();
        assertThat(body.at("/answers/1/probability").asDouble()).isBetween(0.0, 1.0);
        JsonNode score = body.at("/answers/2");
        double mean = score.at("/probabilities/1/probability").asDouble()
                + 2 * score.at("/probabilities/2/probability").asDouble();
        assertThat(score.path("score").asDouble()).isCloseTo(mean, within(1e-9));
        assertThat(score.at("/probabilities/2/label").asString()).isEqualTo("high");
        assertThat(score.at("/probabilities/2/value").asInt()).isEqualTo(2);
    }

    @Test
    void averagesTwoOrdersWhereAsked() {
        try (TestingApi api = TestingApi.over(keepingAll(texts))) {
            JsonNode once = bodyOf(ask(api, "Hurry up!", INTENTS, "1"));
            JsonNode twice = bodyOf(ask(api, "Hurry up!", INTENTS, "2"));

            assertThat(twice.at("/usage/input_tokens").asInt())
                    .isEqualTo(2 * once.at("/usage/input_tokens").asInt());
            assertThat(sum(twice.at("/answers/0"))).isCloseTo(1, within(1e-9));
            assertThat(twice.at("/answers/0/probabilities")).isNotEqualTo(once.at("/answers/0/probabilities"));
        }
    }

    @Test
    void tellsTheTextTrueFromTheTruthValue() {
        String question = """
            {"type":"choice","instructions":"Which?","choices":[{"value":true},{"value":"maybe"}]}\
            """;

        JsonNode answer = decide(keepingAll(texts), "Hurry up!", question).at("/answers/0");

        assertThat(answer.at("/probabilities/0/value").isBoolean()).isTrue();
        assertThat(answer.at("/probabilities/1/value").asString()).isEqualTo("maybe");
    }

    @Test
    void escalatesTheQuestionThatTheLocalModelCannotDecideAndNoOther() {
        HostedTier hosted = Scripted.answering(JSON.readTree("""
            {"model":"m","answers":[{"type":"predicate","name":null,"probability":0.25}]}\
            """));

        try (TestingApi api = TestingApi.over(Scripted.route(labels, hosted))) {
            WebTestClient.ResponseSpec response = ask(api, FREEZE, INTENTS + "," + URGENT, "1")
                    .expectHeader()
                    .valueEquals("x-weir-answers", "local,hosted")
                    .expectHeader()
                    .valueEquals("x-weir-tier", "local,hosted")
                    .expectHeader()
                    .valueEquals("x-weir-verdict", "confident,unsupported")
                    .expectHeader()
                    .valueEquals("x-should-retry", "false");
            JsonNode body = bodyOf(response);

            assertThat(body.at("/answers/0/choice").asString()).isEqualTo("freeze_account");
            assertThat(body.at("/answers/1/probability").asDouble()).isEqualTo(0.25);
            assertThat(body.at("/usage/output_tokens").asInt()).isEqualTo(20);
        }
    }

    @Test
    void refusesTheQuestionThatNoTierDecidesAndAnswersTheOthers() {
        JsonNode body = decide(Scripted.route(labels, null), FREEZE, URGENT, INTENTS);

        assertThat(body.at("/answers/0")).isEqualTo(JSON.readTree("{\"type\":\"refusal\",\"name\":null}"));
        assertThat(body.at("/answers/1/choice").asString()).isEqualTo("freeze_account");
    }

    @Test
    void isAnErrorWhereNoQuestionIsDecided() {
        try (TestingApi api = TestingApi.over(Scripted.route(labels, null))) {
            ask(api, FREEZE, URGENT, "1")
                    .expectStatus()
                    .isBadRequest()
                    .expectBody()
                    .jsonPath("$.error.param")
                    .isEqualTo("questions");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "{}|model",
                "{'model':'r'}|input",
                "{'model':'r','input':' ','questions':[]}|input",
                "{'model':'r','input':'a'}|questions",
                "{'model':'r','input':'a','questions':[]}|questions",
                "{'model':'r','input':'a','questions':[{'type':'guess','instructions':'x'}]}|questions[0].type",
                "{'model':'r','input':'a','questions':[{'type':'predicate'}]}|questions[0].instructions",
                "{'model':'r','input':'a','questions':[{'type':'choice','instructions':'x','choices':[{'value':'a'}]}]}"
                        + "|questions[0].choices",
                "{'model':'r','input':'a','questions':[{'type':'choice','instructions':'x','choices':[{'value':'a'},"
                        + "{'value':'a'}]}]}|questions[0].choices[1].value",
                "{'model':'r','input':'a','questions':[{'type':'score','instructions':'x','levels':[{'label':'a'},"
                        + "{'label':true}]}]}|questions[0].levels[1].label",
                "{'model':'r','input':[{'type':'function_call_output','call_id':'c','output':'x'}],'questions':[]}"
                        + "|input[0].call_id",
            })
    void namesWhatIsWrong(String request, String param) {
        try (TestingApi api = TestingApi.over(Scripted.route(labels, null))) {
            api.post("/v1/decisions", request.replace('\'', '"'))
                    .expectStatus()
                    .isBadRequest()
                    .expectBody()
                    .jsonPath("$.error.param")
                    .isEqualTo(param);
        }
    }

    private static Route keepingAll(LocalTier local) {
        return Scripted.route(local, null, Standing.fixed(new Threshold(0)));
    }

    private static JsonNode decide(Route route, String input, String... questions) {
        try (TestingApi api = TestingApi.over(route)) {
            return bodyOf(ask(api, input, String.join(",", questions), "1"));
        }
    }

    private static WebTestClient.ResponseSpec ask(TestingApi api, String input, String questions, String orders) {
        return api.client()
                .post()
                .uri("/v1/decisions")
                .contentType(MediaType.APPLICATION_JSON)
                .header("x-weir-orders", orders)
                .bodyValue("{\"model\":\"r\",\"input\":\"" + input + "\",\"questions\":[" + questions + "]}")
                .exchange();
    }

    private static JsonNode bodyOf(WebTestClient.ResponseSpec response) {
        byte @Nullable [] body =
                response.expectStatus().isOk().expectBody().returnResult().getResponseBody();
        return JSON.readTree(Objects.requireNonNull(body));
    }

    private static double sum(JsonNode answer) {
        return answer.path("probabilities")
                .valueStream()
                .mapToDouble(one -> one.path("probability").asDouble())
                .sum();
    }
}

package dev.weir.gateway.http;

import static dev.weir.gateway.routing.Scripted.drafting;
import static dev.weir.gateway.routing.Scripted.route;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.http.MediaType;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import tools.jackson.databind.json.JsonMapper;

/** What is wrong with a request is said by name, in OpenAI's shape. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefusedRequestsTest {

    private static final String USER = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";
    private static final ApiOptions OPTIONS = new ApiOptions(100, Duration.ofSeconds(30), false, true);
    private TestingApi api = TestingApi.over(route(drafting(0.9, "a label"), null));

    @BeforeAll
    void answersAGoodRequest() {
        api.post("{\"model\":\"r\"," + USER + "}").expectStatus().isOk();
    }

    @AfterAll
    void close() {
        api.close();
    }

    static Stream<Arguments> badRequests() {
        return Stream.concat(badMessages(), badFields());
    }

    private static Stream<Arguments> badMessages() {
        return Stream.of(
                arguments("", "invalid_json", null),
                arguments("{", "invalid_json", null),
                arguments("[]", "invalid_json", null),
                arguments("{} trailing", "invalid_json", null),
                arguments("{\"x\":1e99999999999}", "invalid_json", null),
                arguments("{" + USER + "}", "missing_required_parameter", "model"),
                arguments("{\"model\":7," + USER + "}", "invalid_type", "model"),
                arguments("{\"model\":\"r\"}", "missing_required_parameter", "messages"),
                arguments("{\"model\":\"r\",\"messages\":\"hi\"}", "invalid_type", "messages"),
                arguments("{\"model\":\"r\",\"messages\":[]}", "invalid_value", "messages"),
                arguments("{\"model\":\"r\",\"messages\":[\"hi\"]}", "invalid_type", "messages[0]"),
                message("{\"content\":\"hi\"}", "missing_required_parameter", "messages[0].role"),
                message("{\"role\":\"boss\",\"content\":\"hi\"}", "invalid_value", "messages[0].role"),
                message("{\"role\":\"user\"}", "missing_required_parameter", "messages[0].content"),
                message("{\"role\":\"user\",\"content\":null}", "invalid_type", "messages[0].content"),
                message("{\"role\":\"user\",\"content\":\"\"}", "invalid_value", "messages[0].content"),
                message("{\"role\":\"user\",\"content\":\"  \"}", "invalid_value", "messages[0].content"),
                message("{\"role\":\"user\",\"content\":[]}", "invalid_value", "messages[0].content"),
                message("{\"role\":\"user\",\"content\":7}", "invalid_type", "messages[0].content"),
                message(
                        "{\"role\":\"user\",\"content\":[{}]}",
                        "missing_required_parameter",
                        "messages[0].content[0].type"),
                message(
                        "{\"role\":\"user\",\"content\":[{\"type\":\"smell\"}]}",
                        "invalid_value",
                        "messages[0].content[0].type"),
                message(
                        "{\"role\":\"user\",\"content\":[{\"type\":\"text\"}]}",
                        "missing_required_parameter",
                        "messages[0].content[0].text"));
    }

    private static Stream<Arguments> badFields() {
        return Stream.of(
                extra("\"stream\":\"yes\"", "invalid_type", "stream"),
                extra("\"stream_options\":{\"include_usage\":true}", "invalid_value", "stream_options"),
                extra("\"temperature\":\"hot\"", "invalid_type", "temperature"),
                extra("\"temperature\":2.1", "invalid_value", "temperature"),
                extra("\"temperature\":-0.1", "invalid_value", "temperature"),
                extra("\"temperature\":1e400", "invalid_value", "temperature"),
                extra("\"temperature\":" + "9".repeat(400), "invalid_value", "temperature"),
                extra("\"top_p\":1.5", "invalid_value", "top_p"),
                extra("\"max_tokens\":0", "invalid_value", "max_tokens"),
                extra("\"max_tokens\":1.5", "invalid_type", "max_tokens"),
                extra("\"max_tokens\":5,\"max_completion_tokens\":6", "invalid_value", "max_tokens"),
                extra("\"seed\":123456789012345678901234567890", "invalid_value", "seed"),
                extra("\"n\":0", "invalid_value", "n"),
                extra("\"n\":129", "invalid_value", "n"),
                extra("\"stop\":7", "invalid_type", "stop"),
                extra("\"stop\":\"\"", "invalid_value", "stop"),
                extra("\"stop\":[\"a\",\"b\",\"c\",\"d\",\"e\"]", "invalid_value", "stop"),
                extra("\"logprobs\":1", "invalid_type", "logprobs"),
                extra("\"top_logprobs\":3", "invalid_value", "top_logprobs"),
                extra("\"presence_penalty\":3", "invalid_value", "presence_penalty"),
                extra("\"tools\":{}", "invalid_type", "tools"),
                extra("\"response_format\":\"json\"", "invalid_type", "response_format"),
                extra("\"response_format\":{\"type\":\"xml\"}", "invalid_value", "response_format.type"),
                extra(
                        "\"response_format\":{\"type\":\"json_schema\"}",
                        "missing_required_parameter",
                        "response_format.json_schema"),
                extra(
                        "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"schema\":{}}}",
                        "missing_required_parameter",
                        "response_format.json_schema.name"));
    }

    @ParameterizedTest
    @MethodSource("badRequests")
    void namesWhatIsWrong(String body, String code, @Nullable String param) {
        api.post(body)
                .expectStatus()
                .isBadRequest()
                .expectHeader()
                .valueEquals("x-request-id", "req-1")
                .expectBody()
                .jsonPath("$.error.code")
                .isEqualTo(code)
                .jsonPath("$.error.param")
                .isEqualTo(param)
                .jsonPath("$.error.type")
                .isEqualTo("invalid_request_error")
                .jsonPath("$.error.message")
                .isNotEmpty();
    }

    @Test
    void refusesAModelThatDoesNotExist() {
        api.post("{\"model\":\"nope\"," + USER + "}")
                .expectStatus()
                .isNotFound()
                .expectBody()
                .jsonPath("$.error.code")
                .isEqualTo("model_not_found")
                .jsonPath("$.error.param")
                .isEqualTo("model");
    }

    @Test
    void refusesInvalidUtf8() {
        byte[] body = "{\"model\":\"r\",\"messages\":[{\"role\":\"user\",\"content\":\"?\"}]}"
                .getBytes(StandardCharsets.UTF_8);
        body[new String(body, StandardCharsets.UTF_8).indexOf('?')] = (byte) 0xC3;

        String answer = send(body, MediaType.APPLICATION_JSON)
                .expectStatus()
                .isBadRequest()
                .expectBody(String.class)
                .returnResult()
                .getResponseBody();

        assertThat(answer).contains("UTF-8").contains("invalid_json");
    }

    @Test
    void refusesABodyThatIsTooLarge() {
        String body = "{\"model\":\"r\",\"messages\":[{\"role\":\"user\",\"content\":\"" + "x".repeat(5000) + "\"}]}";

        api.post(body)
                .expectStatus()
                .isEqualTo(413)
                .expectBody()
                .jsonPath("$.error.code")
                .isEqualTo("request_too_large");
    }

    @Test
    void refusesAnotherMediaType() {
        send("model=r".getBytes(StandardCharsets.UTF_8), MediaType.APPLICATION_FORM_URLENCODED)
                .expectStatus()
                .isEqualTo(415)
                .expectBody()
                .jsonPath("$.error.message")
                .value(message -> assertThat(message).asString().contains("content-type: application/json"));
    }

    @Test
    void refusesAMediaTypeThatIsNone() {
        var request =
                MockServerHttpRequest.post("/").header("content-type", "json").body(Flux.empty());

        StepVerifier.create(RequestBody.read(request, OPTIONS, JsonMapper.shared()))
                .verifyErrorSatisfies(failure ->
                        assertThat(((ProblemException) failure).problem()).isEqualTo(Problem.NOT_JSON));
    }

    @Test
    void refusesToAnswerInAnotherForm() {
        api.client()
                .get()
                .uri("/v1/models")
                .accept(MediaType.TEXT_PLAIN)
                .exchange()
                .expectStatus()
                .isEqualTo(406)
                .expectBody()
                .jsonPath("$.error.code")
                .isEqualTo("not_acceptable");
    }

    @Test
    void refusesAnotherMethod() {
        api.client()
                .get()
                .uri("/v1/chat/completions")
                .exchange()
                .expectStatus()
                .isEqualTo(405)
                .expectHeader()
                .valueEquals("allow", "POST")
                .expectBody()
                .jsonPath("$.error.code")
                .isEqualTo("method_not_allowed");
    }

    @Test
    void refusesAnUnknownUrl() {
        api.client()
                .get()
                .uri("/v2/anything")
                .exchange()
                .expectStatus()
                .isNotFound()
                .expectBody()
                .jsonPath("$.error.code")
                .isEqualTo("unknown_url");
    }

    @Test
    void refusesNestingWithoutEnd() {
        String deep = "[".repeat(1500) + "]".repeat(1500);

        api.post("{\"model\":\"r\",\"x\":" + deep + "," + USER + "}")
                .expectStatus()
                .isBadRequest();
    }

    @Test
    void refusesHeadersOutOfRange() {
        for (String header : new String[] {"x-weir-tier", "x-weir-egress", "x-weir-deadline-ms"}) {
            api.client()
                    .post()
                    .uri("/v1/chat/completions")
                    .header(header, "sideways")
                    .contentType(MediaType.APPLICATION_JSON)
                    .bodyValue("{\"model\":\"r\"," + USER + "}")
                    .exchange()
                    .expectStatus()
                    .isBadRequest()
                    .expectBody()
                    .jsonPath("$.error.param")
                    .isEqualTo(header);
        }
    }

    private WebTestClient.ResponseSpec send(byte[] body, MediaType type) {
        return api.client()
                .post()
                .uri("/v1/chat/completions")
                .contentType(type)
                .bodyValue(body)
                .exchange();
    }

    private static Arguments message(String message, String code, String param) {
        return arguments("{\"model\":\"r\",\"messages\":[" + message + "]}", code, param);
    }

    private static Arguments extra(String field, String code, String param) {
        return arguments("{\"model\":\"r\"," + field + "," + USER + "}", code, param);
    }
}

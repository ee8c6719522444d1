package dev.weir.gateway.assembled;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A local generative model in front of {@code auto}, with no other configuration. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LocalGeneratorIT {

    private static final Path MODEL = Path.of("../slm-runtime/src/test/resources/models/tiny-llama");
    private static final String AUTO = "{\"model\":\"auto\",\"max_tokens\":12,\"temperature\":0.9,\"seed\":7,"
            + "\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
    private static final String PINNED = AUTO.replace("\"auto\"", "\"local/tiny-llama\"");

    private final TestingWeir weir = TestingWeir.serve(Map.of(), "--local-model", MODEL.toString());

    @AfterAll
    void close() {
        weir.close();
    }

    @Test
    void answersWithItsDraftAndSaysThatTheConfidenceIsUncalibrated() {
        HttpResponse<String> response = weir.send(weir.chat(AUTO));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("x-weir-model")).contains("tiny-llama");
        assertThat(response.headers().firstValue("x-weir-verdict")).contains("hosted_unavailable");
        assertThat(response.headers().firstValue("x-weir-confidence-kind")).contains("uncalibrated");
        assertThat(response.body()).contains("\"completion_tokens\":12").contains("\"finish_reason\":\"length\"");
        assertThat(weir.log()).anyMatch(line -> line.contains("nothing vouches for a threshold of tiny-llama"));
    }

    @Test
    void streamsTheSameTextForTheSameSeed() {
        String whole = weir.send(weir.chat(PINNED)).body();
        String streamed = weir.send(weir.chat(PINNED.replace("{\"model\"", "{\"stream\":true,\"model\"")))
                .body();

        assertThat(Texts.streamed(streamed)).isEqualTo(Texts.whole(whole)).isNotEmpty();
        assertThat(streamed).endsWith("data: [DONE]\n\n");
    }

    @Test
    void refusesAPromptThatIsLongerThanTheContext() {
        HttpResponse<String> response = weir.send(weir.chat(PINNED.replace("hello", "hello ".repeat(5000))));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("context_length_exceeded").contains("\"param\":\"messages\"");
    }

    @Test
    void keepsToASchema() {
        String format = "{\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"order\",\"schema\":"
                + "{\"type\":\"object\",\"properties\":{\"size\":{\"enum\":[\"small\",\"large\"]},"
                + "\"count\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":9}},"
                + "\"required\":[\"size\",\"count\"],\"additionalProperties\":false}}},";

        String body = weir.send(weir.chat(PINNED.replace("12", "60").replaceFirst("\\{", format)))
                .body();

        assertThat(Texts.whole(body)).matches("\\{\"size\": ?\"(small|large)\", ?\"count\": ?[1-9]}");
        assertThat(body).contains("\"finish_reason\":\"stop\"");
    }

    @Test
    void refusesASchemaThatItCannotEnforceAndSaysWhatInIt() {
        String format = "{\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"n\",\"schema\":"
                + "{\"type\":\"object\",\"properties\":{\"a\":{\"not\":{}}}}}},";

        HttpResponse<String> response = weir.send(weir.chat(PINNED.replaceFirst("\\{", format)));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body())
                .contains("\"param\":\"response_format\"")
                .contains("/properties/a")
                .contains("not");
    }

    @Test
    void showsWhatTheEngineDoes() {
        weir.send(weir.chat(PINNED));

        assertThat(weir.manage("/actuator/prometheus"))
                .contains("weir_local_prompt_tokens_total{how=\"read\",model=\"tiny-llama\"}")
                .contains("weir_local_cache_memory_bytes{model=\"tiny-llama\",use=\"prefixes\"}");
    }

    @Test
    void refusesByNameWhatItCannotDo() {
        String tools = PINNED.replace(
                "{\"model\"", "{\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}],\"model\"");

        HttpResponse<String> response = weir.send(weir.chat(tools));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("unsupported_parameter").contains("\"param\":\"tools\"");
    }
}

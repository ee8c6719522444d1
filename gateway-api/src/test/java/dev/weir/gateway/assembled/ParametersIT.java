package dev.weir.gateway.assembled;

import static dev.weir.gateway.assembled.BothTiers.CLASSIFIER;
import static dev.weir.gateway.assembled.BothTiers.GENERATOR;
import static dev.weir.gateway.assembled.BothTiers.HOSTED;
import static dev.weir.gateway.assembled.BothTiers.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.gateway.assembled.BothTiers.Way;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the table of parameters in docs/reference/api.md says of each tier is what each tier does. */
class ParametersIT {

    private static final Path PAGE = Path.of("../docs/reference/api.md");
    private static final Pattern ROW = Pattern.compile(
            "(?m)^\\| (`[a-z_]+`(?:, `[a-z_]+`)*) \\| ([^|]*) \\| ([^|]*) \\| ([^|]*) \\| ([^|]*) \\|$");
    private static final Pattern NAME = Pattern.compile("`([a-z_]+)`");
    private static final Pattern WORD = Pattern.compile("\\b(unused|unsupported|used)\\b");

    private static final String TOOLS = BothTiers.oneTool().toString();

    /** A value for each field that only a chat has, and the fields that have to be beside it. */
    private static final Map<String, String> ASKING = Map.ofEntries(
            Map.entry("max_completion_tokens", "12"),
            Map.entry("response_format", "{\"type\":\"json_object\"}"),
            Map.entry("logprobs", "true"),
            Map.entry("top_logprobs", "2"),
            Map.entry("tools", TOOLS),
            Map.entry("tool_choice", "\"required\""),
            Map.entry("parallel_tool_calls", "false"),
            Map.entry("functions", "[{\"name\":\"f\"}]"),
            Map.entry("function_call", "\"auto\""),
            Map.entry("modalities", "[\"text\",\"audio\"]"),
            Map.entry("web_search_options", "{}"));

    private static final Map<String, Map<String, String>> BESIDE = Map.of(
            "stream_options", Map.of("stream", "true"),
            "top_logprobs", Map.of("logprobs", "true"),
            "tools", Map.of("tool_choice", "\"required\""),
            "tool_choice", Map.of("tools", TOOLS));

    private final BothTiers tiers = BothTiers.running();

    static Stream<Arguments> rows() throws IOException {
        return ROW.matcher(Files.readString(PAGE)).results().flatMap(ParametersIT::fields);
    }

    private static Stream<Arguments> fields(MatchResult row) {
        return NAME.matcher(row.group(1))
                .results()
                .map(name -> name.group(1))
                .filter(name -> !List.of("model", "messages").contains(name))
                .map(name -> Arguments.of(
                        name,
                        word(row.group(3)),
                        word(row.group(4)),
                        row.group(5).strip()));
    }

    private static String word(String cell) {
        return WORD.matcher(cell).results().findFirst().map(MatchResult::group).orElse(cell);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void doesWithEachFieldWhatThePageSays(String field, String classifier, String generator, String hosted) {
        assertThat(doneBy(CLASSIFIER, field)).as("the classifier with " + field).isEqualTo(classifier);
        assertThat(doneBy(GENERATOR, field)).as("the generator with " + field).isEqualTo(generator);
        if (hosted.equals("as sent")) {
            ObjectNode request = request(HOSTED, field);
            assertThat(tiers.send(request).statusCode()).isEqualTo(200);
            JsonNode sent = JSON.readTree(tiers.provider().requests().getLast().body());
            assertThat(sent.path(field)).isEqualTo(request.path(field));
        }
    }

    private String doneBy(String model, String field) {
        HttpResponse<String> response = tiers.send(request(model, field));
        if (response.statusCode() == 400) {
            assertThat(JSON.readTree(response.body()).at("/error/code").asString(""))
                    .isEqualTo("unsupported_parameter");
            String param = JSON.readTree(response.body()).at("/error/param").asString("");
            assertThat(param.equals(field)
                            || BESIDE.getOrDefault(field, Map.of()).containsKey(param))
                    .isTrue();
            return "unsupported";
        }
        return BothTiers.useOf(field, response);
    }

    private static ObjectNode request(String model, String field) {
        ObjectNode request = new Way(model, false).request();
        request.remove(List.of("stream", "seed", "temperature"));
        if (field.equals("max_completion_tokens")) {
            request.remove("max_tokens");
        }
        request.set(field, BothTiers.asking(field, ASKING));
        BESIDE.getOrDefault(field, Map.of()).forEach((name, value) -> request.set(name, JSON.readTree(value)));
        return request;
    }
}

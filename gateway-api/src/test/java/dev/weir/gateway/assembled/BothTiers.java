package dev.weir.gateway.assembled;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.escalation.testing.ProviderExchange;
import dev.weir.escalation.testing.ProviderScript;
import dev.weir.escalation.testing.TestingProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A gateway with a local generator, its embedded classifier, and a simulated provider behind it. One runs for all classes
 * that only ask; it ends with this process.
 */
final class BothTiers {

    static final JsonMapper JSON = JsonMapper.shared();
    static final String GENERATOR = "local/tiny-llama";
    static final String CLASSIFIER = "local/weir-intents";
    static final String HOSTED = "hosted/gpt-4o-mini";

    /** For each field that chats and continuations have in common a value that asks for something. */
    private static final Map<String, String> ASKING = Map.ofEntries(
            Map.entry("stream", "true"),
            Map.entry("stream_options", "{\"include_usage\":true}"),
            Map.entry("max_tokens", "12"),
            Map.entry("temperature", "0.5"),
            Map.entry("top_p", "0.5"),
            Map.entry("top_k", "5"),
            Map.entry("min_p", "0.1"),
            Map.entry("repetition_penalty", "1.1"),
            Map.entry("frequency_penalty", "0.5"),
            Map.entry("presence_penalty", "0.5"),
            Map.entry("seed", "7"),
            Map.entry("stop", "[\"~~\"]"),
            Map.entry("n", "2"),
            Map.entry("logit_bias", "{\"5\":-100}"));

    private static final Path MODEL = Path.of("../slm-runtime/src/test/resources/models/tiny-llama");

    /** As the model's own, but with a form of calls; the model's weights are random, and the form is all it needs. */
    private static final String TEMPLATE = """
        {{ bos_token }}{% if tools %}{# <tool_call> "arguments" #}{% for tool in tools %}{{ tool.function.name }} \
        {% endfor %}{% endif %}{% for m in messages %}{{ '<|turn|>' + m.role + '\\n' + m.content }}\
        {% for call in m.tool_calls or [] %}{{ call.function.name }}{% endfor %}{{ '<|end|>\\n' }}{% endfor %}\
        {% if add_generation_prompt %}{{ '<|turn|>assistant\\n' }}{% endif %}\
        """;

    private final TestingProvider provider = TestingProvider.start();
    private final TestingWeir weir = TestingWeir.serve(
            environment(provider), "--local-model", callingModel().toString(), "--variant", "fp32");

    private final AtomicReference<@Nullable ProviderScript> next = new AtomicReference<>();

    private BothTiers() {
        provider.answers(this::answer);
        Runtime.getRuntime().addShutdownHook(new Thread(weir::close));
    }

    static BothTiers running() {
        return Running.TIERS;
    }

    private static Path callingModel() {
        try {
            Path folder = Files.createTempDirectory("models").resolve(MODEL.getFileName());
            try (Stream<Path> files = Files.walk(MODEL)) {
                for (Path file : files.toList()) {
                    Files.copy(file, folder.resolve(MODEL.relativize(file)));
                }
            }
            Files.writeString(folder.resolve("chat_template.jinja"), TEMPLATE);
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One attempt each, so that what a provider is told to answer next is answered next. */
    private static Map<String, String> environment(TestingProvider provider) {
        Map<String, String> environment = new HashMap<>(Provider.environment(provider));
        environment.put("WEIR_PROVIDERS_OPENAI_MAXATTEMPTS", "1");
        return environment;
    }

    /** The two tiers, each whole and streamed. */
    static Stream<Way> ways() {
        return Stream.of(
                new Way(GENERATOR, false), new Way(GENERATOR, true), new Way(HOSTED, false), new Way(HOSTED, true));
    }

    /** A way to get an answer. */
    record Way(String model, boolean streamed) {

        boolean isHosted() {
            return model.equals(HOSTED);
        }

        ObjectNode request(String text) {
            ObjectNode request = JSON.createObjectNode().put("model", model).put("max_tokens", 12);
            request.put("stream", streamed).put("seed", 7).put("temperature", 0.9);
            request.putArray("messages").addObject().put("role", "user").put("content", text);
            return request;
        }

        ObjectNode request() {
            return request("hello");
        }

        @Override
        public String toString() {
            return model + (streamed ? " streamed" : " whole");
        }
    }

    TestingWeir weir() {
        return weir;
    }

    TestingProvider provider() {
        return provider;
    }

    /** What the provider answers to the next request alone. */
    void answersNext(ProviderScript script) {
        next.set(script);
    }

    private void answer(ProviderExchange exchange) throws IOException {
        ProviderScript script = next.getAndSet(null);
        (script == null ? (ProviderScript) BothTiers::asAsked : script).answer(exchange);
    }

    /** Asks for a text to go on, and checks the shape of what comes. */
    HttpResponse<String> go(ObjectNode request) {
        HttpRequest asked = HttpRequest.newBuilder(weir.api().resolve("/v1/completions"))
                .header("content-type", "application/json")
                .timeout(Duration.ofSeconds(60))
                .POST(HttpRequest.BodyPublishers.ofString(request.toString()))
                .build();
        HttpResponse<String> response = weir.send(asked);
        WireSchemas.check(response);
        return response;
    }

    /** Sends the request, and checks the shape of what comes. */
    HttpResponse<String> send(ObjectNode request, String... headers) {
        HttpResponse<String> response = weir.send(weir.chat(request.toString(), headers));
        WireSchemas.check(response);
        return response;
    }

    private static void asAsked(ProviderExchange exchange) throws IOException {
        if (exchange.request().line().contains("/v1/completions")) {
            Provider.continued().answer(exchange);
            return;
        }
        boolean streamed = exchange.request().body().contains("\"stream\":true");
        (streamed ? Provider.streamed() : Provider.whole()).answer(exchange);
    }

    /** The events of a stream but for the end marker, or the one object that is no stream. */
    static List<JsonNode> objects(HttpResponse<String> response) {
        if (!response.body().startsWith("data: ")) {
            return List.of(JSON.readTree(response.body()));
        }
        return response.body()
                .lines()
                .filter(line -> line.startsWith("data: {"))
                .map(line -> JSON.readTree(line.substring("data: ".length())))
                .toList();
    }

    /** The text of one choice. */
    static String text(HttpResponse<String> response, int choice) {
        StringBuilder text = new StringBuilder();
        for (JsonNode said : said(response, choice)) {
            JsonNode content =
                    said.path(said.has("delta") ? "delta" : "message").path("content");
            text.append(content.isString() ? content.stringValue() : "");
        }
        return text.toString();
    }

    /** All that belongs to one choice. */
    static List<JsonNode> said(HttpResponse<String> response, int choice) {
        return objects(response).stream()
                .flatMap(object -> object.path("choices").valueStream())
                .filter(said -> said.path("index").asInt() == choice)
                .toList();
    }

    static @Nullable String finish(HttpResponse<String> response, int choice) {
        return said(response, choice).getLast().path("finish_reason").asString(null);
    }

    /** The tokens of the first choice. */
    static List<JsonNode> tokens(HttpResponse<String> response) {
        return said(response, 0).stream()
                .flatMap(said -> said.path("logprobs").path("content").valueStream())
                .toList();
    }

    /** A value for a field that asks for something. */
    static JsonNode asking(String field, Map<String, String> others) {
        return JSON.readTree(others.getOrDefault(field, ASKING.getOrDefault(field, "\"anything\"")));
    }

    /** What an answer says became of a field. */
    static String useOf(String field, HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(200);
        String unused = answer.headers().firstValue("x-weir-unused-parameters").orElse("");
        return List.of(unused.split(", ")).contains(field) ? "unused" : "used";
    }

    /** A tool that has to be called, and takes one word. */
    static ArrayNode oneTool() {
        return (ArrayNode) JSON.readTree("""
            [{"type": "function", "function": {"name": "act", "parameters": {"type": "object",
              "properties": {"what": {"type": "string"}}, "required": ["what"]}}}]
            """);
    }

    private static final class Running {

        static final BothTiers TIERS = new BothTiers();
    }
}

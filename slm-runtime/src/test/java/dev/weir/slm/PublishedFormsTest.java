package dev.weir.slm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Models in the forms in which they are published, each run in every way the engine has. */
class PublishedFormsTest {

    private static final Path FIXTURES = Path.of("src/test/resources/architectures");
    private static final SlmLimits PLAIN =
            SlmLimits.USUAL.withRows(1).withPrefixCacheBytes(0).withSpeculation(false);

    /** A graph of full precision, which must give the same tokens however it is run. */
    record Exact(Path name, Path folder, String variant, JsonNode golden) {
        @Override
        public String toString() {
            return FIXTURES.relativize(folder) + " " + variant;
        }
    }

    static Stream<Exact> exact() throws Exception {
        try (Stream<Path> names = Files.list(FIXTURES)) {
            List<Exact> all = new ArrayList<>();
            for (Path name : names.sorted().toList()) {
                JsonNode golden = golden(name);
                boolean genai = Files.exists(name.resolve("fp32/genai_config.json"));
                all.add(
                        genai
                                ? new Exact(name, name.resolve("fp32"), "", golden)
                                : new Exact(name, name, "fp32", golden));
            }
            return all.stream();
        }
    }

    @ParameterizedTest
    @MethodSource("exact")
    void givesTheTokensOfTransformersOneAtATime(Exact form) {
        try (SlmEngine engine = load(form, PLAIN)) {
            assertGolden(form, answerInTurn(engine, form));
        }
    }

    @ParameterizedTest
    @MethodSource("exact")
    void givesTheSameTokensInABatch(Exact form) {
        try (SlmEngine engine = load(form, PLAIN.withRows(8))) {
            assertGolden(form, answerTogether(engine, form));
        }
    }

    @ParameterizedTest
    @MethodSource("exact")
    void givesTheSameTokensWithPrefixesReused(Exact form) {
        try (SlmEngine engine = load(form, PLAIN.withRows(8).withPrefixCacheBytes(64 << 20))) {
            answerTogether(engine, form);
            long before = engine.stats().promptTokensReused();

            assertGolden(form, answerTogether(engine, form));
            assertThat(engine.stats().promptTokensReused() - before).isEqualTo(reusable(form));
        }
    }

    @ParameterizedTest
    @MethodSource("exact")
    void givesTheSameTokensWithPromptsReadInSmallChunks(Exact form) {
        try (SlmEngine engine = load(form, PLAIN.withRows(8).withStall(Duration.ofNanos(1)))) {
            assertGolden(form, answerTogether(engine, form));
        }
    }

    @ParameterizedTest
    @MethodSource("exact")
    void givesTheSameTokensWhenTheyAreGuessed(Exact form) {
        try (SlmEngine engine = load(form, PLAIN.withSpeculation(true))) {
            assertGolden(form, answerInTurn(engine, form));
        }
    }

    /** Whole blocks of 16, without the last token. Phi-3.5 turns positions otherwise in long texts than in short ones. */
    private static long reusable(Exact form) {
        return form.toString().startsWith("phi3.5-genai")
                ? 0
                : form.golden()
                        .get("prompts")
                        .valueStream()
                        .mapToLong(prompt -> (prompt.size() - 1L) / 16 * 16)
                        .sum();
    }

    private static SlmEngine load(Exact form, SlmLimits limits) {
        SlmOptions options =
                SlmOptions.of(ModelFolder.at(form.folder())).withThreads(1).withLimits(limits);
        return SlmEngine.load(form.variant().isEmpty() ? options : options.withVariant(form.variant()));
    }

    /** A quantized graph, which must give what Python's ONNX Runtime gives of it. */
    record Quantized(Path folder, String variant, JsonNode prompts, JsonNode answers) {
        @Override
        public String toString() {
            return FIXTURES.relativize(folder) + " " + variant;
        }
    }

    static Stream<Quantized> quantized() throws Exception {
        return exact().flatMap(form -> {
            return form.golden()
                    .get("graphs")
                    .valueStream()
                    .filter(graph -> !graph.get("precision").asString().equals("fp32"))
                    .map(graph -> quantized(form.name(), graph, form.golden().get("prompts")));
        });
    }

    private static Quantized quantized(Path name, JsonNode graph, JsonNode prompts) {
        String file = graph.get("file").asString();
        String prefix = "onnx/model_";
        return file.startsWith(prefix)
                ? new Quantized(
                        name,
                        file.substring(prefix.length(), file.length() - ".onnx".length()),
                        prompts,
                        graph.get("answers"))
                : new Quantized(name.resolve(file.substring(0, file.indexOf('/'))), "", prompts, graph.get("answers"));
    }

    @ParameterizedTest
    @MethodSource("quantized")
    void givesWhatPythonGivesOfTheSameQuantizedGraph(Quantized form) {
        // One scale for all activations of a pass: read in other parts, or with another number of logits, it differs.
        int sure = form.variant().equals("quantized") || !EightBitArithmetic.isExact() ? 1 : 24;
        SlmOptions options =
                SlmOptions.of(ModelFolder.at(form.folder())).withThreads(1).withLimits(PLAIN);
        SlmOptions chosen = form.variant().isEmpty() ? options : options.withVariant(form.variant());
        try (SlmEngine engine = SlmEngine.load(chosen)) {
            for (int i = 0; i < form.prompts().size(); i++) {
                if (form.prompts().get(i).size() > 128) {
                    continue;
                }
                RecordingListener listener = new RecordingListener();
                engine.submit(request(form.prompts().get(i)), listener);

                assertThat(listener.generation().tokens().stream()
                                .map(TokenEvidence::id)
                                .limit(sure))
                        .containsExactlyElementsOf(
                                ids(form.answers().get(i).get("ids")).subList(0, sure));
            }
        }
    }

    private static List<Generation> answerInTurn(SlmEngine engine, Exact form) {
        List<Generation> answers = new ArrayList<>();
        for (JsonNode prompt : form.golden().get("prompts")) {
            RecordingListener listener = new RecordingListener();
            engine.submit(request(prompt), listener);
            answers.add(listener.generation());
        }
        return answers;
    }

    private static List<Generation> answerTogether(SlmEngine engine, Exact form) {
        List<RecordingListener> listeners = new ArrayList<>();
        for (JsonNode prompt : form.golden().get("prompts")) {
            RecordingListener listener = new RecordingListener();
            engine.submit(request(prompt), listener);
            listeners.add(listener);
        }
        return listeners.stream().map(RecordingListener::generation).toList();
    }

    private static GenerationRequest request(JsonNode prompt) {
        return GenerationRequest.continuing(ids(prompt))
                .maxTokens(24)
                .sampling(Sampling.GREEDY)
                .build();
    }

    private static void assertGolden(Exact form, List<Generation> answers) {
        JsonNode expected = form.golden().get("transformers");
        for (int i = 0; i < answers.size(); i++) {
            JsonNode row = expected.get(i);
            List<TokenEvidence> tokens = answers.get(i).tokens();

            assertThat(tokens.stream().map(TokenEvidence::id).toList()).isEqualTo(ids(row.get("ids")));
            for (int at = 0; at < tokens.size(); at++) {
                assertThat(tokens.get(at).logProbability())
                        .isCloseTo(row.get("logprobs").get(at).floatValue(), within(1e-3f));
            }
        }
    }

    private static List<Integer> ids(JsonNode array) {
        return IntStream.range(0, array.size())
                .mapToObj(i -> array.get(i).intValue())
                .toList();
    }

    private static JsonNode golden(Path folder) throws Exception {
        return JsonMapper.shared().readTree(Files.readString(folder.resolve("golden.json"), StandardCharsets.UTF_8));
    }
}

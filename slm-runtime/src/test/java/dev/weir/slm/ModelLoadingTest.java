package dev.weir.slm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which folders run, which graph of them is chosen, and what is said of the others. */
class ModelLoadingTest {

    private static final Path TINY = Path.of("src/test/resources/models/tiny-llama");

    @TempDir
    private Path folder;

    @BeforeEach
    void copy() throws IOException {
        Files.createDirectories(folder.resolve("onnx"));
        try (Stream<Path> files = Files.walk(TINY)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, folder.resolve(TINY.relativize(file).toString()));
            }
        }
    }

    @Test
    void describesWhatTheGraphSays() {
        try (SlmEngine engine = load("fp32")) {
            ModelDescription description = engine.description();

            assertThat(description.file()).isEqualTo("onnx/model.onnx");
            assertThat(description.precision()).isEqualTo("fp32");
            assertThat(description.layers()).isEqualTo(2);
            assertThat(description.kvHeads()).isEqualTo(2);
            assertThat(description.headSize()).isEqualTo(8);
            assertThat(description.vocabulary()).isEqualTo(320);
            assertThat(description.contextTokens()).isEqualTo(256);
            assertThat(description.modelDigest()).matches("[0-9a-f]{64}");
            assertThat(description.hasChatTemplate()).isTrue();
        }
    }

    @Test
    void takesTheMostQuantizedGraph() {
        try (SlmEngine engine = load()) {
            assertThat(engine.description().file()).isEqualTo("onnx/model_quantized.onnx");
            assertThat(engine.description().name())
                    .isEqualTo(folder.getFileName().toString());
        }
    }

    @Test
    void runsAModelOnTheClassPath() {
        SlmOptions options = SlmOptions.of(ModelFolder.onClassPath("models/tiny-llama"));

        try (SlmEngine engine = SlmEngine.load(options.withThreads(2))) {
            assertThat(generate(engine, conversation()).completionTokens()).isPositive();
        }
    }

    @Test
    void skipsAGraphThatDoesNotRun() throws IOException {
        Files.write(folder.resolve("onnx/model_q4.onnx"), new byte[] {1, 2, 3});

        try (SlmEngine engine = load()) {
            assertThat(engine.description().file()).isEqualTo("onnx/model_quantized.onnx");
        }
    }

    @Test
    void refusesANamedGraphThatDoesNotRun() throws IOException {
        Files.write(folder.resolve("onnx/model_q4.onnx"), new byte[] {1, 2, 3});

        assertUnusable("q4", "onnx/model_q4.onnx is not an ONNX model");
    }

    @Test
    void namesTheGraphThatIsMissing() {
        assertUnusable("q4", "onnx/model_q4.onnx is missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"config.json", "tokenizer.json"})
    void namesTheFileThatIsMissing(String file) throws IOException {
        Files.delete(folder.resolve(file));

        assertUnusable("fp32", file + " is missing");
    }

    @Test
    void saysThatThereIsNoGraphAtAll() throws IOException {
        for (String file : List.of("model", "model_quantized", "model_fp16", "model_external")) {
            Files.delete(folder.resolve("onnx/" + file + ".onnx"));
        }

        assertThatThrownBy(this::load)
                .isInstanceOf(SlmException.UnusableModel.class)
                .hasMessageContaining("onnx/model.onnx is missing, and so is every other variant");
    }

    @Test
    void namesTheExternalDataThatIsMissing() throws IOException {
        Files.delete(folder.resolve("onnx/model_external.onnx_data"));

        assertUnusable("external", "model_external.onnx");
    }

    @Test
    void namesAnInputItDoesNotKnow() throws IOException {
        Files.write(
                folder.resolve("onnx/model_int8.onnx"),
                ModelFolder.onClassPath("models/tiny-classifier").read("onnx/model.onnx"));

        assertUnusable("int8", "has no input past_key_values.0.key");
    }

    @Test
    void aDigestCoversTheExternalData() throws IOException {
        String before = ModelFolder.at(folder).digest("onnx/model_external.onnx");
        Files.write(folder.resolve("onnx/model_external.onnx_data"), new byte[] {0});

        assertThat(ModelFolder.at(folder).digest("onnx/model_external.onnx")).isNotEqualTo(before);
    }

    @Test
    void generatesWithoutAGenerationConfig() throws IOException {
        Files.delete(folder.resolve("generation_config.json"));

        try (SlmEngine engine = load("fp32")) {
            assertThat(generate(engine, conversation()).finish()).isEqualTo(Generation.Finish.STOP);
        }
    }

    @Test
    void anEndTokenThatIsNotSpecialIsNoTextEither() throws IOException {
        GenerationRequest request = GenerationRequest.continuing("The river")
                .maxTokens(3)
                .sampling(Sampling.GREEDY)
                .build();
        Generation whole;
        try (SlmEngine engine = load("fp32")) {
            whole = generate(engine, request);
        }
        assertThat(whole.text()).startsWith("@8");
        int end = whole.tokens().get(1).id();
        Files.writeString(folder.resolve("generation_config.json"), "{\"eos_token_id\": " + end + "}");

        try (SlmEngine engine = load("fp32")) {
            assertThat(generate(engine, request).text()).isEqualTo("@");
        }
    }

    @Test
    void goesOnWithATextWithoutAChatTemplate() throws IOException {
        Files.delete(folder.resolve("tokenizer_config.json"));

        try (SlmEngine engine = load("fp32")) {
            GenerationRequest request = GenerationRequest.continuing("The river")
                    .maxTokens(3)
                    .sampling(Sampling.GREEDY)
                    .build();
            assertThat(generate(engine, request).completionTokens()).isEqualTo(3);
            assertThat(engine.description().hasChatTemplate()).isFalse();
        }
    }

    @Test
    void refusesAConversationWithoutAChatTemplate() throws IOException {
        Files.delete(folder.resolve("tokenizer_config.json"));

        try (SlmEngine engine = load("fp32")) {
            assertThatThrownBy(() -> generate(engine, conversation()))
                    .isInstanceOf(SlmException.UnusableModel.class)
                    .hasMessageContaining("tokenizer_config.json has no chat_template");
        }
    }

    @Test
    void readsAChatTemplateFromAFileOfItsOwn() throws IOException {
        Files.writeString(folder.resolve("chat_template.jinja"), "{{ messages[0]['content'] }}");

        try (SlmEngine engine = load("fp32")) {
            assertThat(engine.countTokens(List.of(new ChatTurn("user", "abc")))).isEqualTo(3);
        }
    }

    @Test
    void readsTheDefaultOfSeveralChatTemplates() throws IOException {
        Files.writeString(folder.resolve("tokenizer_config.json"), """
                {"chat_template": [{"name": "tool_use", "template": "x"},
                                   {"name": "default", "template": "{{ messages[0]['content'] }}"}]}""");

        try (SlmEngine engine = load("fp32")) {
            assertThat(engine.countTokens(List.of(new ChatTurn("user", "abc")))).isEqualTo(3);
        }
    }

    @Test
    void samplesAsItsMakersWantIt() throws IOException {
        Files.writeString(
                folder.resolve("generation_config.json"), "{\"do_sample\": true, \"temperature\": 2, \"top_k\": 300}");

        try (SlmEngine engine = load("fp32")) {
            GenerationRequest request =
                    GenerationRequest.continuing("The river").maxTokens(30).build();
            assertThat(generate(engine, request).text())
                    .isNotEqualTo(generate(engine, request).text());
        }
    }

    @Test
    void readsAllThatItsMakersSayOfSampling() throws IOException {
        Files.writeString(folder.resolve("generation_config.json"), """
                {"do_sample": true, "temperature": 0.7, "top_p": 0.8, "top_k": 20, "min_p": 0.05,
                 "repetition_penalty": 1.1}""");

        try (SlmEngine engine = load("fp32")) {
            assertThat(engine.defaultSampling())
                    .isEqualTo(new Sampling(0.7, 0.8, 20, null).withMinP(0.05).withRepetitionPenalty(1.1));
        }
    }

    @Test
    void penalisesRepetitionWithoutSamplingToo() throws IOException {
        Files.writeString(folder.resolve("generation_config.json"), "{\"repetition_penalty\": 1.1}");

        try (SlmEngine engine = load("fp32")) {
            assertThat(engine.defaultSampling()).isEqualTo(Sampling.GREEDY.withRepetitionPenalty(1.1));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "config.json | [] | not a JSON object",
                "config.json | { | not valid JSON",
                "config.json | {} | no max_position_embeddings",
                "generation_config.json | {\"do_sample\":true,\"top_p\":7} | topP",
                "generation_config.json | {\"repetition_penalty\":0} | repetitionPenalty"
            })
    void saysWhatIsWrongWithAFile(String file, String content, String problem) throws IOException {
        Files.write(folder.resolve(file), content.getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> load("fp32"))
                .isInstanceOf(SlmException.UnusableModel.class)
                .hasMessageContaining(file)
                .hasMessageContaining(problem);
    }

    @Test
    void refusesATokenizerThatDecodesInAnUnknownWay() throws IOException {
        Path tokenizer = folder.resolve("tokenizer.json");
        String json = Files.readString(tokenizer);
        Files.writeString(
                tokenizer,
                json.replaceFirst(
                        "\"decoder\": *\\{[^}]*}",
                        "\"decoder\": {\"type\": \"CTC\", \"pad_token\": \"_\", \"word_delimiter_token\": \"|\", \"cleanup\": true}"));

        assertUnusable("fp32", "tokenizer.json has a decoder this runtime does not know");
    }

    private void assertUnusable(String variant, String message) {
        assertThatThrownBy(() -> load(variant))
                .isInstanceOf(SlmException.UnusableModel.class)
                .hasMessageContaining(message);
    }

    private SlmEngine load() {
        return SlmEngine.load(SlmOptions.of(ModelFolder.at(folder)).withThreads(1));
    }

    private SlmEngine load(String variant) {
        return SlmEngine.load(
                SlmOptions.of(ModelFolder.at(folder)).withThreads(1).withVariant(variant));
    }

    private static GenerationRequest conversation() {
        return GenerationRequest.answering(List.of(
                        new ChatTurn("system", "You answer in one word."),
                        new ChatTurn("user", "What is the weather today?")))
                .maxTokens(100)
                .build();
    }

    private static Generation generate(SlmEngine engine, GenerationRequest request) {
        RecordingListener listener = new RecordingListener();
        engine.submit(request, listener);
        return listener.generation();
    }
}

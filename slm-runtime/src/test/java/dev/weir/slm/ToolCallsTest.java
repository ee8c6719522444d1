package dev.weir.slm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The model has random weights: that its calls are calls is the constraint's doing. */
class ToolCallsTest {

    private static final Path TINY = Path.of("src/test/resources/models/tiny-llama");
    private static final String TURNS = "{% for m in messages %}{{ '<|turn|>' + m.role + m.content }}{% endfor %}";
    private static final String HERMES = TURNS + "{# <tool_call> \"arguments\" #}{% if tools %}"
            + "{% for t in tools %}{{ t.function.name }}{% endfor %}{% endif %}";
    private static final String WEATHER = """
        {"type":"object","properties":{"city":{"type":"string","maxLength":12},"days":{"type":"integer",\
        "minimum":1,"maximum":9}},"required":["city"],"additionalProperties":false}\
        """;
    private static final List<Tool> TOOLS =
            List.of(new Tool("get_weather", "The weather", WEATHER), new Tool("now", null, null));

    @TempDir
    Path folder;

    static Stream<String> templates() {
        return Stream.of(
                HERMES,
                TURNS + "{# <|start_header_id|> \"parameters\": #}",
                TURNS + "{# [TOOL_CALLS] [ #}",
                TURNS + "{# [TOOL_CALLS] [ARGS] #}",
                TURNS + "{# functools #}");
    }

    @ParameterizedTest
    @MethodSource("templates")
    void callsWhereItMust(String template) throws IOException {
        try (SlmEngine engine = load(template)) {
            for (Generation answer : answers(engine, ToolUse.of(TOOLS).require(), 12)) {
                assertThat(answer.text()).isEmpty();
                assertThat(answer.toolCalls()).isNotEmpty().allSatisfy(ToolCallsTest::isValid);
                assertThat(answer.finish()).isEqualTo(Generation.Finish.STOP);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("templates")
    void writesTextOrCallsWhereItMay(String template) throws IOException {
        try (SlmEngine engine = load(template)) {
            for (Generation answer : answers(engine, ToolUse.of(TOOLS), 12)) {
                assertThat(answer.text())
                        .doesNotContain("<tool_call>", "[TOOL_CALLS]", "functools")
                        .doesNotStartWith("{\"name\": \"");
                assertThat(answer.toolCalls()).allSatisfy(ToolCallsTest::isValid);
            }
        }
    }

    @Test
    void tellsPiecesThatMakeUpTheCalls() throws IOException {
        try (SlmEngine engine = load(HERMES)) {
            Hearing listener = new Hearing();
            ToolUse use = ToolUse.of(TOOLS).require().only(Set.of("get_weather"));
            engine.submit(request(use, 3).build(), listener);
            Generation answer = listener.recorded.generation();

            List<ToolCall> heard = new ArrayList<>();
            for (ToolCallPiece piece : listener.pieces) {
                if (piece.name() != null) {
                    assertThat(piece.call()).isEqualTo(heard.size());
                    heard.add(new ToolCall(null, piece.name(), piece.arguments()));
                } else {
                    ToolCall before = heard.removeLast();
                    heard.add(new ToolCall(null, before.name(), before.arguments() + piece.arguments()));
                }
            }
            assertThat(heard).isEqualTo(answer.toolCalls());
            assertThat(listener.pieces).hasSizeGreaterThan(3);
        }
    }

    @Test
    void callsOnlyWhatMayBeCalledAndOnce() throws IOException {
        try (SlmEngine engine = load(HERMES)) {
            ToolUse use = ToolUse.of(TOOLS).require().only(Set.of("now")).withParallel(false);

            assertThat(answers(engine, use, 5))
                    .allSatisfy(
                            answer -> assertThat(answer.toolCalls()).containsExactly(new ToolCall(null, "now", "{}")));
        }
    }

    @Test
    void tellsTheModelOfItsTools() throws IOException {
        try (SlmEngine engine = load(HERMES)) {
            Generation without = answers(engine, null, 1).getFirst();
            Generation with = answers(engine, ToolUse.of(TOOLS), 1).getFirst();

            assertThat(with.promptTokens()).isGreaterThan(without.promptTokens() + 5);
        }
    }

    @Test
    void holdsTextToItsConstraintBesideCalls() throws IOException {
        try (SlmEngine engine = load(HERMES)) {
            RecordingListener listener = new RecordingListener();
            Constraint choices = new Constraint.Choices(List.of("yes", "no"));
            engine.submit(request(ToolUse.of(TOOLS), 4).constraint(choices).build(), listener);
            Generation answer = listener.generation();

            assertThat(answer.toolCalls().isEmpty())
                    .isEqualTo(List.of("yes", "no").contains(answer.text()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {TURNS, TURNS + "{# <tool_call><function=x><arguments> #}"})
    void refusesToolsWhoseFormItDoesNotKnow(String template) throws IOException {
        try (SlmEngine engine = load(template)) {
            RecordingListener listener = new RecordingListener();
            engine.submit(request(ToolUse.of(TOOLS), 1).build(), listener);

            assertThat(engine.callsTools()).isFalse();
            assertThatThrownBy(listener::generation)
                    .isInstanceOf(SlmException.Unsupported.class)
                    .hasMessageContaining("tools");
        }
    }

    @Test
    void namesTheToolWhoseSchemaCannotBeEnforced() throws IOException {
        try (SlmEngine engine = load(HERMES)) {
            RecordingListener listener = new RecordingListener();
            Tool tool = new Tool("odd", null, "{\"type\":\"object\",\"not\":{}}");
            engine.submit(request(ToolUse.of(List.of(tool)), 1).build(), listener);

            assertThatThrownBy(listener::generation)
                    .isInstanceOf(SlmException.Unenforceable.class)
                    .hasMessageContaining("odd")
                    .hasMessageContaining("not");
        }
    }

    private static void isValid(ToolCall call) {
        String schema = call.name().equals("now") ? "{\"type\":\"object\",\"maxProperties\":0}" : WEATHER;
        assertThat(call.name()).isIn("get_weather", "now");
        assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(schema)
                        .validate(call.arguments(), InputFormat.JSON))
                .as(call.arguments())
                .isEmpty();
    }

    private static GenerationRequest.Builder request(ToolUse use, long seed) {
        List<ChatTurn> turns = List.of(new ChatTurn("user", "Weather?"));
        return GenerationRequest.answering(turns).tools(use).maxTokens(90).sampling(new Sampling(1.5, 1, 0, seed));
    }

    private static List<Generation> answers(SlmEngine engine, @Nullable ToolUse use, int count) {
        List<RecordingListener> listeners = new ArrayList<>();
        for (int seed = 0; seed < count; seed++) {
            listeners.add(new RecordingListener());
            GenerationRequest request = use == null
                    ? GenerationRequest.answering(List.of(new ChatTurn("user", "Weather?")))
                            .maxTokens(4)
                            .build()
                    : request(use, seed).build();
            engine.submit(request, listeners.getLast());
        }
        return listeners.stream().map(RecordingListener::generation).toList();
    }

    private SlmEngine load(String template) throws IOException {
        try (Stream<Path> files = Files.walk(TINY)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = folder.resolve(TINY.relativize(file));
                Files.createDirectories(Objects.requireNonNull(copy.getParent()));
                Files.copy(file, copy);
            }
        }
        Files.writeString(folder.resolve("chat_template.jinja"), template);
        return SlmEngine.load(
                SlmOptions.of(ModelFolder.at(folder)).withVariant("fp32").withThreads(1));
    }

    private static final class Hearing implements GenerationListener {

        final RecordingListener recorded = new RecordingListener();
        final List<ToolCallPiece> pieces = new ArrayList<>();

        @Override
        public void token(TokenEvidence evidence, String text) {
            recorded.token(evidence, text);
        }

        @Override
        public void toolCall(ToolCallPiece piece) {
            pieces.add(piece);
        }

        @Override
        public void finished(Generation generation) {
            recorded.finished(generation);
        }

        @Override
        public void failed(SlmException failure) {
            recorded.failed(failure);
        }
    }
}

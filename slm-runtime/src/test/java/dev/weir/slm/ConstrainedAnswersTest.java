package dev.weir.slm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A model of random weights would write nonsense: what it writes under a constraint is the constraint's doing. */
class ConstrainedAnswersTest {

    private static final ModelFolder TINY = ModelFolder.at(Path.of("src/test/resources/models/tiny-llama"));
    private static final Constraint COLOUR =
            new Constraint.Choices(List.of("vermilion", "verdigris", "ultramarine", "ultraviolet"));

    static Stream<SlmLimits> limits() {
        return Stream.of(
                SlmLimits.USUAL.withSpeculation(false), SlmLimits.USUAL, SlmLimits.USUAL.withPrefixCacheBytes(0));
    }

    @ParameterizedTest
    @MethodSource("limits")
    void writesOneOfTheChoices(SlmLimits limits) {
        try (SlmEngine engine = load(limits)) {
            assertThat(answers(engine, COLOUR, 20)).allSatisfy(answer -> {
                assertThat(answer.text()).isIn("vermilion", "verdigris", "ultramarine", "ultraviolet");
                assertThat(answer.finish()).isEqualTo(Generation.Finish.STOP);
            });
        }
    }

    @Test
    void writesWhatARegularExpressionMatches() {
        try (SlmEngine engine = load(SlmLimits.USUAL)) {
            assertThat(answers(engine, new Constraint.Regex("(north|south)-[0-9]{3}[a-f]?"), 20))
                    .allSatisfy(answer -> assertThat(answer.text()).matches("(north|south)-[0-9]{3}[a-f]?"));
        }
    }

    @Test
    void triesForcedTextAllAtOnce() {
        try (SlmEngine engine = load(SlmLimits.USUAL)) {
            Generation answer = answers(engine, new Constraint.Choices(List.of("precisely this and no other text")), 1)
                    .getFirst();

            assertThat(answer.text()).isEqualTo("precisely this and no other text");
            assertThat(engine.stats().steps()).isLessThan(answer.completionTokens() / 2);
        }
    }

    @Test
    void writesTheSameWithAndWithoutGuesses() {
        try (SlmEngine plain = load(SlmLimits.USUAL.withSpeculation(false));
                SlmEngine guessing = load(SlmLimits.USUAL)) {
            List<String> expected =
                    answers(plain, COLOUR, 10).stream().map(Generation::text).toList();

            assertThat(answers(guessing, COLOUR, 10).stream().map(Generation::text))
                    .containsExactlyElementsOf(expected);
            assertThat(guessing.stats().tokensGuessedRight()).isPositive();
        }
    }

    @Test
    void endsWhereItMustAlthoughMoreTokensWereWanted() {
        try (SlmEngine engine = load(SlmLimits.USUAL)) {
            RecordingListener listener = new RecordingListener();
            engine.submit(
                    GenerationRequest.continuing("The river")
                            .constraint(new Constraint.Regex("a(b{200})?"))
                            .maxTokens(5)
                            .minTokens(4)
                            .build(),
                    listener);

            assertThat(listener.generation().text()).isEqualTo("a");
        }
    }

    @Test
    void refusesWhatItCannotEnforceBeforeTheFirstToken() {
        try (SlmEngine engine = load(SlmLimits.USUAL)) {
            RecordingListener listener = new RecordingListener();
            engine.submit(
                    GenerationRequest.continuing("The river")
                            .constraint(new Constraint.Regex("(a)\\1"))
                            .build(),
                    listener);

            assertThatThrownBy(listener::generation).isInstanceOf(SlmException.Unenforceable.class);
            assertThat(listener.tokens()).isEmpty();
        }
    }

    private static SlmEngine load(SlmLimits limits) {
        return SlmEngine.load(
                SlmOptions.of(TINY).withVariant("fp32").withThreads(1).withLimits(limits));
    }

    private static List<Generation> answers(SlmEngine engine, Constraint constraint, int count) {
        return Stream.iterate(1L, seed -> seed + 1)
                .limit(count)
                .map(seed -> {
                    RecordingListener listener = new RecordingListener();
                    engine.submit(
                            GenerationRequest.continuing("The river")
                                    .constraint(constraint)
                                    .maxTokens(60)
                                    .sampling(new Sampling(1.5, 1, 0, seed))
                                    .build(),
                            listener);
                    return listener.generation();
                })
                .toList();
    }
}

package dev.weir.slm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.weir.slm.text.RenderedPrompt;
import dev.weir.slm.text.Span;
import dev.weir.slm.text.Tokenizer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The probabilities of texts, against the same texts written token by token. */
class WeighingTest {

    private static final Path FIXTURES = Path.of("src/test/resources/architectures");
    private static final SlmLimits PLAIN =
            SlmLimits.USUAL.withRows(1).withPrefixCacheBytes(0).withSpeculation(false);
    private static final List<String> TEXTS = List.of("yes", "no", "no, never", "perhaps another day", "<|turn|>", "y");
    private static final int END = 1;

    static Stream<ModelFolder> layouts() {
        return Stream.of(
                ModelFolder.at(FIXTURES.resolve("llama-hf")), ModelFolder.at(FIXTURES.resolve("llama-genai/fp32")));
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void isWhatTheTokensGiveOneByOne(ModelFolder folder) {
        try (SlmEngine engine = BatchingTest.load(folder, PLAIN)) {
            Generation weighed = weigh(engine, ids(40), TEXTS);

            assertThat(weighed.weighed()).hasSize(TEXTS.size());
            for (int i = 0; i < TEXTS.size(); i++) {
                assertThat(weighed.weighed().get(i))
                        .as(TEXTS.get(i))
                        .isCloseTo(writtenOneByOne(engine, folder, ids(40), TEXTS, i), within(1e-3));
            }
            assertThat(weighed.text()).isEmpty();
            assertThat(weighed.promptTokens()).isEqualTo(40);
            assertThat(weighed.completionTokens()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void isTheSameWhateverElseRunsAndHoweverThePromptIsRead(ModelFolder folder) {
        List<List<Double>> plain = new ArrayList<>();
        try (SlmEngine engine = BatchingTest.load(folder, PLAIN)) {
            IntStream.range(0, 6)
                    .forEach(i -> plain.add(weigh(engine, ids(20 + i), TEXTS).weighed()));
        }
        SlmLimits together = SlmLimits.USUAL.withRows(4).withStall(Duration.ofNanos(1));
        try (SlmEngine engine = BatchingTest.load(folder, together)) {
            List<RecordingListener> writing = IntStream.range(0, 6)
                    .mapToObj(i -> submitted(
                            engine,
                            GenerationRequest.continuing(ids(10 + i))
                                    .maxTokens(60)
                                    .build()))
                    .toList();
            List<RecordingListener> weighing = IntStream.range(0, 6)
                    .mapToObj(i ->
                            submitted(engine, weighing(ids(20 + i), TEXTS).build()))
                    .toList();

            for (int i = 0; i < 6; i++) {
                assertAlmostEqual(weighing.get(i).generation().weighed(), plain.get(i));
            }
            writing.forEach(RecordingListener::generation);
            assertAlmostEqual(weigh(engine, ids(25), TEXTS).weighed(), plain.getLast());
            assertThat(engine.stats().promptTokensReused()).isPositive();
        }
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void readsNothingBehindThePromptForTextsOfOneToken(ModelFolder folder) {
        List<String> single = Stream.of("a", "b", "c", "d")
                .filter(text -> tokens(folder, text).length == 1)
                .toList();
        assertThat(single).hasSizeGreaterThan(1);
        try (SlmEngine engine = BatchingTest.load(folder, PLAIN)) {
            long before = engine.stats().promptTokensRead();

            weigh(engine, ids(30), single);

            assertThat(engine.stats().promptTokensRead() - before).isEqualTo(30);
        }
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void refusesWhatDoesNotFitTheContext(ModelFolder folder) {
        try (SlmEngine engine = BatchingTest.load(folder, PLAIN)) {
            int context = engine.description().contextTokens();

            assertThatThrownBy(() -> weigh(engine, ids(context - 1), TEXTS))
                    .isInstanceOf(SlmException.PromptTooLong.class);
        }
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void leavesTheEngineAsItWasWhenItIsCancelledOrLate(ModelFolder folder) {
        try (SlmEngine engine = BatchingTest.load(folder, PLAIN)) {
            List<Double> before = weigh(engine, ids(40), TEXTS).weighed();
            RecordingListener cancelled = new RecordingListener();
            engine.submit(weighing(ids(41), TEXTS).build(), cancelled).cancel();
            RecordingListener late = submitted(
                    engine, weighing(ids(42), TEXTS).deadline(Instant.EPOCH).build());

            assertThatThrownBy(cancelled::generation).isInstanceOf(SlmException.Cancelled.class);
            assertThatThrownBy(late::generation).isInstanceOf(SlmException.DeadlinePassed.class);
            assertThat(weigh(engine, ids(40), TEXTS).weighed()).isEqualTo(before);
        }
    }

    /** Each token is forced by a bias, which the evidence does not see. A text that another goes on from has to end. */
    private static double writtenOneByOne(
            SlmEngine engine, ModelFolder folder, List<Integer> prompt, List<String> texts, int which) {
        long[] text = tokens(folder, texts.get(which));
        boolean goesOn = texts.stream()
                .map(other -> tokens(folder, other))
                .anyMatch(other -> other.length > text.length && startsWith(other, text));
        long[] wanted = goesOn
                ? LongStream.concat(LongStream.of(text), LongStream.of(END)).toArray()
                : text;
        List<Integer> sofar = new ArrayList<>(prompt);
        double sum = 0;
        for (long token : wanted) {
            GenerationRequest request = GenerationRequest.continuing(sofar)
                    .maxTokens(1)
                    .sampling(Sampling.GREEDY.withLogitBias(Map.of((int) token, 100.0)))
                    .build();
            TokenEvidence said =
                    submitted(engine, request).generation().tokens().getFirst();
            assertThat(said.id()).isEqualTo((int) token);
            sum += said.logProbability();
            sofar.add((int) token);
        }
        return sum;
    }

    private static boolean startsWith(long[] longer, long[] text) {
        return IntStream.range(0, text.length).allMatch(i -> longer[i] == text[i]);
    }

    private static long[] tokens(ModelFolder folder, String text) {
        return Tokenizer.load(folder).encode(new RenderedPrompt(text, List.of(new Span(0, text.length()))));
    }

    private static void assertAlmostEqual(List<Double> weighed, List<Double> expected) {
        assertThat(weighed).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(weighed.get(i)).isCloseTo(expected.get(i), within(1e-3));
        }
    }

    private static Generation weigh(SlmEngine engine, List<Integer> prompt, List<String> texts) {
        return submitted(engine, weighing(prompt, texts).build()).generation();
    }

    private static GenerationRequest.Builder weighing(List<Integer> prompt, List<String> texts) {
        return GenerationRequest.continuing(prompt).weighing(texts);
    }

    private static RecordingListener submitted(SlmEngine engine, GenerationRequest request) {
        RecordingListener listener = new RecordingListener();
        engine.submit(request, listener);
        return listener;
    }

    private static List<Integer> ids(int length) {
        return IntStream.range(0, length)
                .mapToObj(i -> 5 + (i * 31 + length) % 100)
                .toList();
    }
}

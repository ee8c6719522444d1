package dev.weir.slm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests that are answered together, on graphs with growing caches and on graphs with one buffer. */
class BatchingTest {

    private static final Path FIXTURES = Path.of("src/test/resources/architectures");
    private static final SlmLimits PLAIN =
            SlmLimits.USUAL.withRows(1).withPrefixCacheBytes(0).withSpeculation(false);
    private static final SlmLimits TOGETHER = PLAIN.withRows(8);

    static Stream<ModelFolder> layouts() {
        return Stream.of(
                ModelFolder.at(FIXTURES.resolve("llama-hf")), ModelFolder.at(FIXTURES.resolve("llama-genai/fp32")));
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void theSameSeedGivesTheSameTextWhateverElseRuns(ModelFolder folder) {
        List<GenerationRequest> requests = requests(12, 60);

        try (SlmEngine engine = load(folder, TOGETHER)) {
            assertThat(textsTogether(engine, requests)).isEqualTo(texts(folder, PLAIN, requests));
            assertThat(engine.stats().steps()).isLessThan(engine.stats().tokensChosen() / 3);
        }
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void constrainedAnswersAreTheSameInABatch(ModelFolder folder) {
        Constraint constraint = new Constraint.Regex("[a-z ]{5,40}");
        List<GenerationRequest> requests = IntStream.range(0, 6)
                .mapToObj(i -> GenerationRequest.continuing(ids(i, 3 + 5 * i))
                        .maxTokens(50)
                        .constraint(i % 2 == 0 ? constraint : null)
                        .sampling(new Sampling(1, 1, 0, (long) i))
                        .build())
                .toList();

        assertThat(texts(folder, TOGETHER, requests)).isEqualTo(texts(folder, PLAIN, requests));
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void aListenerThatThrowsLeavesTheOthersAlone(ModelFolder folder) {
        List<GenerationRequest> requests = requests(3, 40);
        List<String> plain = texts(folder, PLAIN, requests);

        try (SlmEngine engine = load(folder, TOGETHER)) {
            RecordingListener throwing = new RecordingListener(token -> {
                if (token == 5) {
                    throw new IllegalStateException("a listener's own trouble");
                }
            });
            engine.submit(requests.get(1), throwing);

            assertThat(textsTogether(engine, requests)).isEqualTo(plain);
            assertThatThrownBy(throwing::generation).isInstanceOf(SlmException.Broken.class);
        }
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void longPromptsThatJoinKeepWithinTheMemory(ModelFolder folder) {
        long bytes = 4 * fewestBytesForAContext(folder);
        try (SlmEngine engine = load(folder, TOGETHER.withCacheBytes(bytes))) {
            List<Long> used = new CopyOnWriteArrayList<>();
            List<RecordingListener> listeners = IntStream.range(0, 16)
                    .mapToObj(i -> {
                        RecordingListener listener = new RecordingListener(
                                _ -> used.add(engine.stats().cacheBytes()));
                        engine.submit(
                                GenerationRequest.continuing(ids(i, 150 + i))
                                        .maxTokens(60)
                                        .minTokens(60)
                                        .build(),
                                listener);
                        return listener;
                    })
                    .toList();
            listeners.forEach(RecordingListener::generation);

            assertThat(used).isNotEmpty().allSatisfy(now -> assertThat(now).isLessThanOrEqualTo(bytes));
        }
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void theSameSeedGivesTheSameTextWithGuesses(ModelFolder folder) {
        List<GenerationRequest> requests = requests(6, 200);
        List<String> plain = texts(folder, PLAIN, requests);

        try (SlmEngine engine = load(folder, PLAIN.withSpeculation(true))) {
            assertThat(textsInTurn(engine, requests)).isEqualTo(plain);
            assertThat(engine.stats().tokensGuessedRight()).isPositive();
        }
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void theSameSeedGivesTheSameTextWhenMemoryRunsOut(ModelFolder folder) {
        List<GenerationRequest> requests = requests(8, 200);
        List<String> plain = texts(folder, PLAIN, requests);
        long wholeContext = fewestBytesForAContext(folder);
        long displaced = 0;

        for (int eighths = 9; eighths <= 14; eighths++) {
            try (SlmEngine engine = load(folder, TOGETHER.withCacheBytes(wholeContext * eighths / 8))) {
                assertThat(textsTogether(engine, requests)).isEqualTo(plain);
                displaced += engine.stats().displaced();
            }
        }
        assertThat(displaced).isPositive();
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void whoIsCancelledLeavesTheOthersAlone(ModelFolder folder) {
        List<GenerationRequest> requests = requests(5, 100);
        List<String> plain = texts(folder, PLAIN, requests);

        try (SlmEngine engine = load(folder, TOGETHER)) {
            List<RecordingListener> listeners = new ArrayList<>();
            List<RunningGeneration> running = new ArrayList<>();
            requests.forEach(request -> {
                RecordingListener listener = new RecordingListener();
                running.add(engine.submit(request, listener));
                listeners.add(listener);
            });
            running.get(1).cancel();
            running.get(3).cancel();

            assertThatThrownBy(listeners.get(1)::generation).isInstanceOf(SlmException.Cancelled.class);
            assertThat(Stream.of(0, 2, 4).map(i -> listeners.get(i).generation().text()))
                    .containsExactly(plain.get(0), plain.get(2), plain.get(4));
        }
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void anAnswerGoesOnWhileALongPromptIsRead(ModelFolder folder) {
        List<String> order = new CopyOnWriteArrayList<>();
        RecordingListener late = new RecordingListener(_ -> order.add("late"));
        try (SlmEngine engine = load(folder, TOGETHER.withStall(Duration.ofNanos(1)))) {
            GenerationRequest longPrompt =
                    GenerationRequest.continuing(ids(1, 200)).maxTokens(1).build();
            RecordingListener early = new RecordingListener(_ -> {
                if (order.isEmpty()) {
                    engine.submit(longPrompt, late);
                }
                order.add("early");
            });
            engine.submit(
                    GenerationRequest.continuing(ids(1, 3))
                            .maxTokens(100)
                            .minTokens(100)
                            .build(),
                    early);

            early.generation();
            late.generation();
        }

        // 200 tokens in chunks of 16.
        assertThat(order.indexOf("late")).isGreaterThanOrEqualTo(12);
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void aSharedBeginningIsReadOnce(ModelFolder folder) {
        try (SlmEngine engine = load(folder, TOGETHER.withPrefixCacheBytes(8 << 20))) {
            List<Integer> shared = ids(1, 160);
            for (int i = 0; i < 5; i++) {
                List<Integer> prompt = new ArrayList<>(shared);
                prompt.addAll(ids(50 + i, 10));
                textsInTurn(
                        engine,
                        List.of(GenerationRequest.continuing(prompt)
                                .maxTokens(2)
                                .build()));
            }

            assertThat(engine.stats().promptTokensReused()).isEqualTo(4 * 160);
            assertThat(engine.stats().promptTokensRead()).isEqualTo(170 + 4 * 10);
        }
    }

    /** The least memory with which the context is not cut. */
    private static long fewestBytesForAContext(ModelFolder folder) {
        long bytes = 1 << 10;
        int whole = contextWith(folder, 1L << 30);
        while (contextWith(folder, bytes) < whole) {
            bytes *= 2;
        }
        return bytes;
    }

    private static int contextWith(ModelFolder folder, long bytes) {
        try (SlmEngine engine = load(folder, PLAIN.withCacheBytes(bytes))) {
            return engine.description().contextTokens();
        } catch (SlmException.UnusableModel tooLittle) {
            return 0;
        }
    }

    static SlmEngine load(ModelFolder folder, SlmLimits limits) {
        SlmOptions options = SlmOptions.of(folder).withThreads(1).withLimits(limits);
        return SlmEngine.load(folder.has("genai_config.json") ? options : options.withVariant("fp32"));
    }

    static List<GenerationRequest> requests(int count, int tokens) {
        return IntStream.range(0, count)
                .mapToObj(i -> GenerationRequest.continuing(ids(i + 1, 1 + 4 * i))
                        .maxTokens(Math.max(1, tokens - 17 * (i % 4)))
                        .sampling(i % 3 == 0 ? Sampling.GREEDY : new Sampling(0.8, 0.95, 40, (long) i))
                        .build())
                .toList();
    }

    static List<Integer> ids(int from, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> 4 + (from * 31 + i * 7) % 120)
                .toList();
    }

    private static List<String> texts(ModelFolder folder, SlmLimits limits, List<GenerationRequest> requests) {
        try (SlmEngine engine = load(folder, limits)) {
            return textsTogether(engine, requests);
        }
    }

    static List<String> textsInTurn(SlmEngine engine, List<GenerationRequest> requests) {
        return requests.stream()
                .map(request -> textsTogether(engine, List.of(request)).getFirst())
                .toList();
    }

    static List<String> textsTogether(SlmEngine engine, List<GenerationRequest> requests) {
        List<RecordingListener> listeners = requests.stream()
                .map(request -> {
                    RecordingListener listener = new RecordingListener();
                    engine.submit(request, listener);
                    return listener;
                })
                .toList();
        return listeners.stream().map(listener -> listener.generation().text()).toList();
    }
}

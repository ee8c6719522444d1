package dev.weir.slm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Several answers to one prompt. */
class ForkingTest {

    private static final int PROMPT = 100;
    private static final SlmLimits ALONE =
            SlmLimits.USUAL.withRows(1).withPrefixCacheBytes(0).withSpeculation(false);
    private static final SlmLimits FORKING = ALONE.withRows(8);

    private static List<ModelFolder> layouts() {
        return BatchingTest.layouts().toList();
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void answersToOnePromptAreThoseOfSingleRuns(ModelFolder folder) {
        List<GenerationRequest> choices = choices(8, 100);

        try (SlmEngine forking = BatchingTest.load(folder, FORKING);
                SlmEngine alone = BatchingTest.load(folder, ALONE)) {
            List<List<Integer>> forked = ids(forking, choices);

            assertThat(forked)
                    .isEqualTo(choices.stream()
                            .flatMap(one -> ids(alone, List.of(one)).stream())
                            .toList());
            assertThat(forked).doesNotHaveDuplicates();
        }
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void readsTheirPromptOnce(ModelFolder folder) {
        try (SlmEngine engine = BatchingTest.load(folder, FORKING)) {
            ids(engine, choices(8, 100));

            assertThat(engine.stats().promptTokensRead()).isEqualTo(PROMPT);
            assertThat(engine.stats().promptTokensReused()).isEqualTo(7 * PROMPT);
        }
    }

    /** More than there are rows: whoever begins later forks from those that still run. */
    @ParameterizedTest
    @MethodSource("layouts")
    void readsThePromptOfMoreAnswersThanThereAreRowsOnce(ModelFolder folder) {
        List<GenerationRequest> choices = choices(12, 100);

        try (SlmEngine engine = BatchingTest.load(folder, FORKING.withRows(3))) {
            ids(engine, choices);

            assertThat(engine.stats().promptTokensRead()).isEqualTo(PROMPT);
        }
    }

    /** Their lengths differ, so that some run while others end. */
    private static List<GenerationRequest> choices(int count, int tokens) {
        return IntStream.range(0, count)
                .mapToObj(i -> GenerationRequest.continuing(BatchingTest.ids(3, PROMPT))
                        .maxTokens(tokens + i)
                        .minTokens(tokens + i)
                        .sampling(new Sampling(1, 1, 0, 40L + i))
                        .build())
                .toList();
    }

    /** The others are submitted while the first one runs. */
    private static List<List<Integer>> ids(SlmEngine engine, List<GenerationRequest> requests) {
        List<RecordingListener> others =
                requests.stream().skip(1).map(_ -> new RecordingListener()).toList();
        RecordingListener first = new RecordingListener(token -> {
            if (token == 1) {
                for (int i = 0; i < others.size(); i++) {
                    engine.submit(requests.get(i + 1), others.get(i));
                }
            }
        });
        engine.submit(requests.getFirst(), first);
        first.generation();
        return Stream.concat(Stream.of(first), others.stream())
                .map(listener -> listener.generation().tokens().stream()
                        .map(TokenEvidence::id)
                        .toList())
                .toList();
    }
}

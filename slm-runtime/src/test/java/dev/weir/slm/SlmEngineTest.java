package dev.weir.slm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the engine promises, on the tiny model of random weights. */
class SlmEngineTest {

    private static final ModelFolder TINY = ModelFolder.at(Path.of("src/test/resources/models/tiny-llama"));
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
    private SlmEngine engine = open();

    /** One at a time, so that a test knows who waits. */
    private static SlmOptions options() {
        SlmOptions options = SlmOptions.of(TINY).withVariant("fp32").withThreads(1);
        return options.withQueueCapacity(2).withLimits(SlmLimits.USUAL.withRows(1));
    }

    private SlmEngine open() {
        return SlmEngine.load(options(), now::get);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void theListenerHearsTheWholeTextInPieces() {
        RecordingListener listener = new RecordingListener();

        engine.submit(prompt("naïve 日本 😀", 40), listener);

        Generation generation = listener.generation();
        assertThat(String.join("", listener.pieces())).isEqualTo(generation.text());
        assertThat(listener.tokens()).isEqualTo(generation.tokens());
        assertThat(listener.ends()).containsExactly("finished");
    }

    @Test
    void endsAtTheTokenLimit() {
        Generation generation = generate(prompt("The river", 7));

        assertThat(generation.completionTokens()).isEqualTo(7);
        assertThat(generation.finish()).isEqualTo(Generation.Finish.LENGTH);
    }

    @Test
    void endsWhereTheContextEnds() {
        Generation generation = generate(prompt("The river", null));

        assertThat(generation.finish()).isEqualTo(Generation.Finish.LENGTH);
        assertThat(generation.promptTokens() + generation.completionTokens()).isEqualTo(256);
    }

    @Test
    void endsAtAnEndTokenThatIsNoText() {
        Generation generation = generate(GenerationRequest.answering(List.of(
                        new ChatTurn("system", "You answer in one word."),
                        new ChatTurn("user", "What is the weather today?")))
                .maxTokens(200)
                .sampling(Sampling.GREEDY)
                .build());

        assertThat(generation.finish()).isEqualTo(Generation.Finish.STOP);
        assertThat(generation.tokens().getLast().id()).isEqualTo(1);
        assertThat(generation.text()).doesNotContain("<|end|>");
    }

    @Test
    void endsBeforeAStopString() {
        String whole = generate(prompt("The river", 40)).text();
        String stop = whole.substring(10, 14);
        RecordingListener listener = new RecordingListener();

        engine.submit(
                GenerationRequest.continuing("The river")
                        .maxTokens(40)
                        .sampling(Sampling.GREEDY)
                        .stops(List.of("never", stop))
                        .build(),
                listener);

        assertThat(listener.generation().text()).isEqualTo(whole.substring(0, whole.indexOf(stop)));
        assertThat(listener.generation().finish()).isEqualTo(Generation.Finish.STOP);
        assertThat(String.join("", listener.pieces()))
                .isEqualTo(listener.generation().text());
    }

    @Test
    void givesBackTextThatOnlySeemedToBeginAStopString() {
        String whole = generate(prompt("The river", 20)).text();
        String almost = whole.substring(whole.length() - 2) + "\u0000";

        GenerationRequest request = GenerationRequest.continuing("The river")
                .maxTokens(20)
                .sampling(Sampling.GREEDY)
                .stops(List.of(almost))
                .build();

        assertThat(generate(request).text()).isEqualTo(whole);
    }

    @Test
    void theSameSeedWritesTheSameText() {
        assertThat(generate(sampled(42)).text()).isEqualTo(generate(sampled(42)).text());
    }

    @Test
    void differentSeedsWriteDifferentTexts() {
        List<String> texts = List.of(1L, 2L, 3L, 4L).stream()
                .map(seed -> generate(sampled(seed)).text())
                .collect(Collectors.toList());

        assertThat(texts).doesNotHaveDuplicates();
    }

    @Test
    void takesAPromptThatLeavesRoomForOneToken() {
        Generation generation = generate(prompt("\u0001".repeat(254), null));

        assertThat(generation.promptTokens()).isEqualTo(255);
        assertThat(generation.completionTokens()).isEqualTo(1);
    }

    @Test
    void refusesAPromptThatLeavesNone() {
        assertThatThrownBy(() -> generate(prompt("\u0001".repeat(255), 1)))
                .isInstanceOfSatisfying(SlmException.PromptTooLong.class, tooLong -> {
                    assertThat(tooLong.promptTokens()).isEqualTo(256);
                    assertThat(tooLong.contextTokens()).isEqualTo(256);
                });
    }

    @Test
    void aSmallerContextCanBeChosen() {
        engine.close();
        engine = SlmEngine.load(options().withMaxContextTokens(20), now::get);

        assertThat(generate(prompt("a", null)).completionTokens()).isEqualTo(18);
        assertThat(engine.description().contextTokens()).isEqualTo(20);
    }

    @Test
    void refusesARoleTheTemplateDoesNotKnow() {
        GenerationRequest request = GenerationRequest.answering(List.of(new ChatTurn("judge", "guilty")))
                .maxTokens(5)
                .build();

        assertThatThrownBy(() -> generate(request))
                .isInstanceOf(SlmException.Unsupported.class)
                .hasMessageContaining("this model knows no role judge");
    }

    @Test
    void stopsBetweenTokensWhenCancelled() {
        RecordingListener listener = cancelledAtTheThirdToken();

        assertThatThrownBy(listener::generation).isInstanceOf(SlmException.Cancelled.class);
        assertThat(listener.tokens()).hasSize(3);
        assertThat(listener.ends()).containsExactly("failed");
    }

    @Test
    void worksOnAfterACancellation() {
        cancelledAtTheThirdToken();

        assertThat(generate(prompt("The river", 5)).completionTokens()).isEqualTo(5);
    }

    @Test
    void cancellingAFinishedGenerationDoesNothing() {
        RecordingListener listener = new RecordingListener();
        RunningGeneration running = engine.submit(prompt("The river", 2), listener);
        listener.generation();

        running.cancel();
        running.cancel();

        assertThat(generate(prompt("The river", 2)).completionTokens()).isEqualTo(2);
        assertThat(listener.ends()).containsExactly("finished");
    }

    @Test
    void stopsBetweenTokensAtTheDeadline() {
        RecordingListener listener = new RecordingListener(heard -> {
            if (heard == 4) {
                now.set(NOON.plusSeconds(1));
            }
        });

        engine.submit(until(NOON.plusSeconds(1)), listener);

        assertThatThrownBy(listener::generation).isInstanceOf(SlmException.DeadlinePassed.class);
        assertThat(listener.tokens()).hasSize(4);
    }

    @Test
    void beginsNothingAfterTheDeadline() {
        RecordingListener listener = new RecordingListener();

        engine.submit(until(NOON), listener);

        assertThatThrownBy(listener::generation).isInstanceOf(SlmException.DeadlinePassed.class);
        assertThat(listener.tokens()).isEmpty();
    }

    @Test
    void refusesARequestWhenTheQueueIsFull() {
        try (Held _ = new Held()) {
            engine.submit(prompt("The river", 2), new RecordingListener());
            engine.submit(prompt("The river", 2), new RecordingListener());

            assertThat(engine.waiting()).isEqualTo(2);
            assertThatThrownBy(() -> engine.submit(prompt("The river", 2), new RecordingListener()))
                    .isInstanceOf(SlmException.QueueFull.class);
        }
    }

    /** Which of them is prepared first is chance; {@code FairQueueTest} has the order of those that are. */
    @Test
    void answersOneAfterTheOtherWithOneRow() {
        List<String> order = new CopyOnWriteArrayList<>();
        RecordingListener one = new RecordingListener(_ -> order.add("one"));
        RecordingListener other = new RecordingListener(_ -> order.add("other"));
        try (Held _ = new Held()) {
            engine.submit(prompt("The river", 2), one);
            engine.submit(prompt("The river", 2), other);
        }
        List.of(one, other).forEach(RecordingListener::generation);

        assertThat(order).isIn(List.of("one", "one", "other", "other"), List.of("other", "other", "one", "one"));
    }

    @Test
    void aCancelledRequestLeavesTheQueueWithoutATurn() {
        RecordingListener waiting = new RecordingListener();
        try (Held held = new Held()) {
            RunningGeneration running = engine.submit(prompt("The river", 2), waiting);
            running.cancel();
            held.oneMoreToken();

            assertThatThrownBy(waiting::generation).isInstanceOf(SlmException.Cancelled.class);
            assertThat(held.listener.ends()).isEmpty();
        }
        assertThat(waiting.tokens()).isEmpty();
    }

    @Test
    void closingEndsWhatRunsAndWhatWaits() {
        RecordingListener waiting = new RecordingListener();
        Held held = new Held();
        engine.submit(prompt("The river", 2), waiting);
        Thread closing = Thread.ofPlatform().start(engine::close);
        untilClosed();

        held.close();

        assertThatThrownBy(held.listener::generation).isInstanceOf(SlmException.Cancelled.class);
        assertThatThrownBy(waiting::generation).isInstanceOf(SlmException.Cancelled.class);
        assertThat(held.listener.tokens()).hasSize(1);
        assertThat(closing).satisfies(Thread::join).matches(thread -> !thread.isAlive());
    }

    @Test
    void refusesRequestsAfterClosing() {
        engine.close();
        engine.close();

        assertThatIllegalStateException()
                .isThrownBy(() -> engine.submit(prompt("The river", 2), new RecordingListener()));
    }

    @Test
    void aListenerCannotCloseTheEngineThatCallsIt() {
        RecordingListener listener = new RecordingListener(_ -> engine.close());

        engine.submit(prompt("The river", 2), listener);

        assertThatThrownBy(listener::generation)
                .isInstanceOf(SlmException.Broken.class)
                .hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void aListenerThatFailsEndsOnlyItsOwnGeneration() {
        RecordingListener listener = new RecordingListener(_ -> {
            throw new UnsupportedOperationException("broken listener");
        });

        engine.submit(prompt("The river", 5), listener);

        assertThatThrownBy(listener::generation).isInstanceOf(SlmException.Broken.class);
        assertThat(listener.ends()).containsExactly("failed");
        assertThat(generate(prompt("The river", 5)).completionTokens()).isEqualTo(5);
    }

    @Test
    void measuresProcessorTime() {
        assertThat(generate(prompt("The river", 5)).cpuTime()).isGreaterThan(Duration.ZERO);
    }

    private RecordingListener cancelledAtTheThirdToken() {
        CompletableFuture<RunningGeneration> running = new CompletableFuture<>();
        RecordingListener listener = new RecordingListener(heard -> {
            if (heard == 3) {
                running.join().cancel();
            }
        });
        running.complete(engine.submit(prompt("The river", 200), listener));
        return listener;
    }

    private Generation generate(GenerationRequest request) {
        RecordingListener listener = new RecordingListener();
        engine.submit(request, listener);
        return listener.generation();
    }

    private static GenerationRequest prompt(String prompt, @Nullable Integer maxTokens) {
        return GenerationRequest.continuing(prompt)
                .maxTokens(maxTokens)
                .sampling(Sampling.GREEDY)
                .build();
    }

    private static GenerationRequest until(Instant deadline) {
        return GenerationRequest.continuing("The river")
                .maxTokens(200)
                .sampling(Sampling.GREEDY)
                .deadline(deadline)
                .build();
    }

    private static GenerationRequest sampled(long seed) {
        return GenerationRequest.continuing("The river")
                .maxTokens(30)
                .sampling(new Sampling(1.0, 0.95, 100, seed))
                .build();
    }

    private void untilClosed() {
        boolean open = true;
        while (open) {
            try {
                engine.submit(until(NOON), new RecordingListener());
            } catch (SlmException.QueueFull _) {
                Thread.onSpinWait();
            } catch (IllegalStateException _) {
                open = false;
            }
        }
    }

    /** A generation that keeps the engine's thread at its first token until told otherwise. */
    private final class Held implements AutoCloseable {

        private final CountDownLatch reached = new CountDownLatch(1);
        private final Semaphore tokens = new Semaphore(0);
        private final RecordingListener listener = new RecordingListener(_ -> {
            reached.countDown();
            tokens.acquireUninterruptibly();
        });

        Held() {
            engine.submit(prompt("The river", 200), listener);
            try {
                reached.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        void oneMoreToken() {
            tokens.release();
        }

        @Override
        public void close() {
            tokens.release(1000);
        }
    }
}

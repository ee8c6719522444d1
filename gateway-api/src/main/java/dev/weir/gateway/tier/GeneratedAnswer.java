package dev.weir.gateway.tier;

import dev.weir.gateway.calibration.Calibration;
import dev.weir.gateway.calibration.TextEvidence;
import dev.weir.gateway.ledger.LocalCharge;
import dev.weir.gateway.routing.Confidence;
import dev.weir.gateway.routing.Draft;
import dev.weir.gateway.routing.LocalEvent;
import dev.weir.gateway.routing.Piece;
import dev.weir.gateway.routing.Prompt;
import dev.weir.gateway.routing.ToolCall;
import dev.weir.slm.Generation;
import dev.weir.slm.GenerationListener;
import dev.weir.slm.GenerationRequest;
import dev.weir.slm.RunningGeneration;
import dev.weir.slm.SlmEngine;
import dev.weir.slm.SlmException;
import dev.weir.slm.TokenEvidence;
import dev.weir.slm.ToolCallPiece;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.FluxSink;

/**
 * Puts one answer together from the generations of its choices. Several run beside each other, but never so many that
 * nobody else has room. One that fails ends them all.
 */
final class GeneratedAnswer {

    /** How many of an answer's choices run or wait at once. */
    private static final int MOST_AT_ONCE = 8;

    private final SlmEngine engine;
    private final Calibration<TextEvidence> calibration;
    private final Prompt prompt;
    private final FluxSink<LocalEvent> sink;
    private final List<ChoiceListener> choices;
    private final AtomicInteger missing;
    private final AtomicInteger next = new AtomicInteger();
    private final Queue<RunningGeneration> running = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile IntFunction<GenerationRequest> requestOf = _ -> {
        throw new IllegalStateException("an answer has to be started");
    };
    private final long startedNanos = System.nanoTime();

    GeneratedAnswer(SlmEngine engine, Calibration<TextEvidence> calibration, Prompt prompt, FluxSink<LocalEvent> sink) {
        this.engine = engine;
        this.calibration = calibration;
        this.prompt = prompt;
        this.sink = sink;
        this.choices = IntStream.range(0, prompt.settings().choices())
                .mapToObj(ChoiceListener::new)
                .toList();
        this.missing = new AtomicInteger(choices.size());
    }

    /**
     * Begins to generate.
     *
     * @param request what to ask for each choice
     */
    void start(IntFunction<GenerationRequest> request) {
        requestOf = request;
        for (int i = 0; i < MOST_AT_ONCE; i++) {
            startNext();
        }
    }

    private void startNext() {
        int choice = next.getAndIncrement();
        if (choice >= choices.size() || ended.get()) {
            return;
        }
        try {
            running.add(engine.submit(requestOf.apply(choice), choices.get(choice)));
        } catch (SlmException noRoom) {
            fail(noRoom);
        }
        if (ended.get()) {
            cancel();
        }
    }

    /** Stops whatever still runs; nothing that comes now matters any more. */
    void end() {
        ended.set(true);
        cancel();
    }

    private void cancel() {
        running.forEach(RunningGeneration::cancel);
    }

    private void fail(Throwable failure) {
        if (ended.compareAndSet(false, true)) {
            cancel();
            sink.error(failure);
        }
    }

    private void finish() {
        try {
            sink.next(new LocalEvent.Drafted(draft()));
            sink.complete();
        } catch (RuntimeException unforeseen) {
            // The engine only logs what its listeners throw; the caller must hear of it.
            fail(unforeseen);
        }
    }

    private Draft draft() {
        Confidence confidence = generations()
                .map(generation -> calibration.confidenceIn(
                        TextMeasurement.of(generation, prompt.settings().maxTokens())))
                .min(Comparator.comparingDouble(Confidence::value))
                .orElseThrow();
        return new Draft(choices.stream().map(ChoiceListener::choice).toList(), confidence, charge());
    }

    /** The prompt counts once, however many choices it has. */
    private LocalCharge charge() {
        return new LocalCharge(
                generations().findFirst().orElseThrow().promptTokens(),
                generations().mapToInt(Generation::completionTokens).sum(),
                Duration.ofNanos(System.nanoTime() - startedNanos),
                generations().map(Generation::cpuTime).reduce(Duration.ZERO, Duration::plus));
    }

    private Stream<Generation> generations() {
        return choices.stream().map(ChoiceListener::generation);
    }

    /** Hears of one choice. */
    private final class ChoiceListener implements GenerationListener {

        private final int index;
        private final WrittenText written;
        /** The last may be incomplete. */
        private final List<ToolCall> calls = new ArrayList<>();

        private volatile @Nullable Generation generation;

        ChoiceListener(int index) {
            this.index = index;
            boolean wantsTokens = prompt.settings().topLogProbabilities() != null;
            this.written = new WrittenText(index, wantsTokens ? new TokenSpelling(engine) : null);
        }

        Generation generation() {
            return Objects.requireNonNull(generation, "a draft is made when every generation has finished");
        }

        @Override
        public void token(TokenEvidence evidence, String text) {
            written.next(evidence, text).forEach(this::tell);
        }

        @Override
        public void toolCall(ToolCallPiece piece) {
            if (piece.name() != null) {
                ToolCall begun = new ToolCall(CallIds.of(prompt.requestId(), index, piece.call()), piece.name(), "");
                calls.add(begun);
                tell(new Piece.Call(index, piece.call(), begun.id(), begun.name()));
            }
            if (!piece.arguments().isEmpty()) {
                ToolCall call = calls.removeLast();
                calls.add(new ToolCall(call.id(), call.name(), call.arguments() + piece.arguments()));
                tell(new Piece.Arguments(index, piece.call(), piece.arguments()));
            }
        }

        private void tell(Piece piece) {
            sink.next(new LocalEvent.Written(piece));
        }

        @Override
        public void finished(Generation finished) {
            generation = finished;
            written.last().forEach(this::tell);
            if (missing.decrementAndGet() == 0) {
                finish();
            } else {
                startNext();
            }
        }

        @Override
        public void failed(SlmException failure) {
            fail(failure);
        }

        Draft.Choice choice() {
            Draft.Finish finish =
                    switch (generation().finish()) {
                        case STOP -> calls.isEmpty() ? Draft.Finish.STOP : Draft.Finish.CALLS;
                        case LENGTH -> Draft.Finish.LENGTH;
                    };
            return new Draft.Choice(generation().text(), calls, written.tokens(), finish);
        }
    }
}

package dev.weir.gateway.tier;

import dev.weir.gateway.calibration.Calibration;
import dev.weir.gateway.calibration.TextEvidence;
import dev.weir.gateway.ledger.LocalCharge;
import dev.weir.gateway.routing.AnswerForm;
import dev.weir.gateway.routing.Draft;
import dev.weir.gateway.routing.LocalEvent;
import dev.weir.gateway.routing.LocalTier;
import dev.weir.gateway.routing.Prompt;
import dev.weir.gateway.routing.Settings;
import dev.weir.gateway.routing.TierException;
import dev.weir.slm.ChatTurn;
import dev.weir.slm.Constraint;
import dev.weir.slm.Generation;
import dev.weir.slm.GenerationListener;
import dev.weir.slm.GenerationRequest;
import dev.weir.slm.RunningGeneration;
import dev.weir.slm.Sampling;
import dev.weir.slm.SlmEngine;
import dev.weir.slm.SlmException;
import dev.weir.slm.TokenEvidence;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.scheduler.Schedulers;

/** Answers with the text that a generative model writes. */
public final class GeneratorTier implements LocalTier {

    private final String name;
    private final SlmEngine engine;
    private final Calibration<TextEvidence> calibration;

    public GeneratorTier(String name, SlmEngine engine, Calibration<TextEvidence> calibration) {
        this.name = name;
        this.engine = engine;
        this.calibration = calibration;
    }

    @Override
    public String model() {
        return name;
    }

    @Override
    public Flux<LocalEvent> answer(Prompt prompt) {
        return Flux.<LocalEvent>create(sink -> start(prompt, sink))
                // What follows must not hold up the engine's one thread.
                .publishOn(Schedulers.parallel())
                .onErrorMap(SlmFailures::tierExceptionOf);
    }

    private void start(Prompt prompt, FluxSink<LocalEvent> sink) {
        RunningGeneration running = engine.submit(request(prompt), new Forwarding(sink, prompt, System.nanoTime()));
        sink.onCancel(running::cancel);
    }

    private GenerationRequest request(Prompt prompt) {
        if (!prompt.beyondText().isEmpty()) {
            throw TierException.unsupported(prompt.beyondText().getFirst());
        }
        Settings settings = prompt.settings();
        return GenerationRequest.answering(prompt.messages().stream()
                        .map(message -> new ChatTurn(message.role(), message.text()))
                        .toList())
                .maxTokens(settings.maxTokens())
                .sampling(sampling(settings))
                .stops(settings.stops())
                .constraint(constraint(prompt.form()))
                .deadline(prompt.deadline())
                .build();
    }

    private static @Nullable Constraint constraint(AnswerForm form) {
        return switch (form) {
            case AnswerForm.Text _ -> null;
            case AnswerForm.JsonObject _ -> new Constraint.JsonObject();
            case AnswerForm.Schema schema -> new Constraint.JsonSchema(schema.schema());
        };
    }

    /** What the caller leaves open is the model's own default, not ours. */
    private @Nullable Sampling sampling(Settings settings) {
        if (settings.temperature() == null
                && settings.topP() == null
                && settings.topK() == null
                && settings.seed() == null
                && settings.frequencyPenalty() == null
                && settings.presencePenalty() == null) {
            return null;
        }
        Sampling defaults = engine.defaultSampling();
        double topP = settings.topP() == null ? defaults.topP() : settings.topP();
        return defaults.withTemperature(
                        settings.temperature() == null ? defaults.temperature() : settings.temperature())
                .withTopP(Math.max(topP, Double.MIN_NORMAL))
                .withTopK(settings.topK() == null ? defaults.topK() : settings.topK())
                .withFrequencyPenalty(orZero(settings.frequencyPenalty()))
                .withPresencePenalty(orZero(settings.presencePenalty()))
                .withSeed(settings.seed());
    }

    private static double orZero(@Nullable Double value) {
        return value == null ? 0 : value;
    }

    private Draft draft(Generation generation, Prompt prompt, long startedNanos) {
        Duration wall = Duration.ofNanos(System.nanoTime() - startedNanos);
        LocalCharge charge =
                new LocalCharge(generation.promptTokens(), generation.completionTokens(), wall, generation.cpuTime());
        Draft.Finish finish =
                switch (generation.finish()) {
                    case STOP -> Draft.Finish.STOP;
                    case LENGTH -> Draft.Finish.LENGTH;
                };
        return new Draft(
                generation.text(),
                finish,
                calibration.confidenceIn(
                        TextMeasurement.of(generation, prompt.settings().maxTokens())),
                charge);
    }

    /** The engine's callbacks as a Flux. */
    private final class Forwarding implements GenerationListener {

        private final FluxSink<LocalEvent> sink;
        private final Prompt prompt;
        private final long startedNanos;

        Forwarding(FluxSink<LocalEvent> sink, Prompt prompt, long startedNanos) {
            this.sink = sink;
            this.prompt = prompt;
            this.startedNanos = startedNanos;
        }

        @Override
        public void token(TokenEvidence evidence, String text) {
            if (!text.isEmpty()) {
                sink.next(new LocalEvent.Piece(text));
            }
        }

        @Override
        public void finished(Generation generation) {
            try {
                sink.next(new LocalEvent.Drafted(draft(generation, prompt, startedNanos)));
                sink.complete();
            } catch (RuntimeException unforeseen) {
                // The engine only logs what its listeners throw; the caller must hear of it.
                sink.error(unforeseen);
            }
        }

        @Override
        public void failed(SlmException failure) {
            sink.error(failure);
        }
    }
}

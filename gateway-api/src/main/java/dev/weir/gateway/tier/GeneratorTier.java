package dev.weir.gateway.tier;

import dev.weir.gateway.calibration.Calibration;
import dev.weir.gateway.calibration.TextEvidence;
import dev.weir.gateway.routing.AnswerForm;
import dev.weir.gateway.routing.Draft;
import dev.weir.gateway.routing.LocalEvent;
import dev.weir.gateway.routing.LocalTier;
import dev.weir.gateway.routing.Prompt;
import dev.weir.gateway.routing.TierException;
import dev.weir.slm.SlmEngine;
import java.util.Set;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.ObjectMapper;

/** Answers with the text that a generative model writes. */
public final class GeneratorTier implements LocalTier {

    private static final Set<String> UNHEEDED = Set.of(
            "audio",
            "metadata",
            "moderation",
            "prediction",
            "prompt_cache_key",
            "prompt_cache_options",
            "prompt_cache_retention",
            "reasoning_effort",
            "safety_identifier",
            "service_tier",
            "store",
            "user",
            "verbosity");

    private final String name;
    private final SlmEngine engine;
    private final GenerationRequests requests;
    private final Calibration<TextEvidence> calibration;
    private final GeneratorDecisions decisions;

    public GeneratorTier(String name, SlmEngine engine, Calibration<TextEvidence> calibration, ObjectMapper json) {
        this.name = name;
        this.engine = engine;
        this.requests = new GenerationRequests(engine.defaultSampling(), engine.callsTools());
        this.calibration = calibration;
        this.decisions = new GeneratorDecisions(engine, json);
    }

    @Override
    public String model() {
        return name;
    }

    @Override
    public boolean heeds(String field) {
        return !UNHEEDED.contains(field);
    }

    @Override
    public Flux<LocalEvent> answer(Prompt prompt) {
        return events(prompt)
                // What follows must not hold up the engine's one thread.
                .publishOn(Schedulers.parallel())
                .onErrorMap(failure -> prompt.form() instanceof AnswerForm.Continuation
                        ? SlmFailures.ofContinuation(failure)
                        : SlmFailures.tierExceptionOf(failure, constraining(prompt)));
    }

    /** The field that says what the model may write. */
    private static String constraining(Prompt prompt) {
        return prompt.tools().mayBeCalled() ? "tools" : "response_format";
    }

    private Flux<LocalEvent> events(Prompt prompt) {
        if (!(prompt.form() instanceof AnswerForm.Decision decision)) {
            return Flux.create(sink -> start(prompt, sink));
        }
        return Mono.defer(() -> {
                    if (!prompt.beyondText().isEmpty()) {
                        throw TierException.unsupported(prompt.beyondText().getFirst());
                    }
                    return decisions.draft(prompt, decision, System.nanoTime());
                })
                .flatMapIterable(Draft::events);
    }

    private void start(Prompt prompt, FluxSink<LocalEvent> sink) {
        requests.requireSupported(prompt);
        GeneratedAnswer answer = new GeneratedAnswer(engine, calibration, prompt, sink);
        sink.onDispose(answer::end);
        answer.start(choice -> requests.request(prompt, choice));
    }
}

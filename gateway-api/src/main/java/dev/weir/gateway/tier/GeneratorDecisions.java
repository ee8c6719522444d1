package dev.weir.gateway.tier;

import dev.weir.gateway.ledger.LocalCharge;
import dev.weir.gateway.routing.AnswerForm;
import dev.weir.gateway.routing.Confidence;
import dev.weir.gateway.routing.Draft;
import dev.weir.gateway.routing.Message;
import dev.weir.gateway.routing.Prompt;
import dev.weir.gateway.routing.Question;
import dev.weir.gateway.routing.TierException;
import dev.weir.slm.Generation;
import dev.weir.slm.GenerationListener;
import dev.weir.slm.GenerationRequest;
import dev.weir.slm.RunningGeneration;
import dev.weir.slm.SlmEngine;
import dev.weir.slm.SlmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import tools.jackson.databind.ObjectMapper;

/**
 * Decisions by a generative model that writes nothing: the probability of each option as its answer. Shown in a list,
 * options gain or lose by their place; shown in two orders, that evens out.
 */
final class GeneratorDecisions {

    private final SlmEngine engine;
    private final DecisionAnswer answers;

    GeneratorDecisions(SlmEngine engine, ObjectMapper json) {
        this.engine = engine;
        this.answers = new DecisionAnswer(json);
    }

    Mono<Draft> draft(Prompt prompt, AnswerForm.Decision decision, long startedNanos) {
        Question question = decision.question();
        List<String> texts = DecisionPrompt.texts(question);
        if (new HashSet<>(texts).size() < texts.size()) {
            return Mono.error(TierException.unsupported("questions", "two choices read the same"));
        }
        return Flux.range(0, decision.orders())
                .concatMap(order -> weighed(question, order == 1, prompt.messages(), prompt.deadline()))
                .collectList()
                .map(weighed -> draft(question, weighed, startedNanos));
    }

    private Mono<Weighed> weighed(
            Question question, boolean reversed, List<Message> input, @Nullable Instant deadline) {
        List<String> texts = DecisionPrompt.texts(question);
        GenerationRequest request = GenerationRequest.answering(DecisionPrompt.turns(question, reversed, input))
                .weighing(texts)
                .deadline(deadline)
                .build();
        return Mono.create((MonoSink<Generation> sink) -> {
                    RunningGeneration running = engine.submit(request, new Forwarding(sink));
                    sink.onCancel(running::cancel);
                })
                .map(generation -> Weighed.of(generation, texts.size()));
    }

    private Draft draft(Question question, List<Weighed> weighed, long startedNanos) {
        double[] probabilities = new double[question.options().size()];
        long tokens = 0;
        Duration cpu = Duration.ZERO;
        for (Weighed one : weighed) {
            for (int i = 0; i < probabilities.length; i++) {
                probabilities[i] += one.probabilities.get(i) / weighed.size();
            }
            tokens += one.promptTokens;
            cpu = cpu.plus(one.cpuTime);
        }
        Confidence confidence =
                new Confidence(Math.clamp(probabilities[DecisionAnswer.best(probabilities)], 0, 1), false);
        String text = answers.of(question, probabilities, confidence.value()).toString();
        Duration wall = Duration.ofNanos(System.nanoTime() - startedNanos);
        return new Draft(text, Draft.Finish.STOP, confidence, new LocalCharge(tokens, 0, wall, cpu));
    }

    /** What one order gave. */
    private record Weighed(List<Double> probabilities, int promptTokens, Duration cpuTime) {

        static Weighed of(Generation generation, int options) {
            double[] logarithms = new double[options];
            for (int i = 0; i < options; i++) {
                logarithms[i] = generation.weighed().get(i);
            }
            List<Double> probabilities = java.util.Arrays.stream(DecisionAnswer.normalised(logarithms))
                    .boxed()
                    .toList();
            return new Weighed(probabilities, generation.promptTokens(), generation.cpuTime());
        }
    }

    /** The engine's callbacks as a Mono. */
    private record Forwarding(MonoSink<Generation> sink) implements GenerationListener {

        @Override
        public void token(dev.weir.slm.TokenEvidence evidence, String text) {
            // Nothing is written.
        }

        @Override
        public void finished(Generation generation) {
            sink.success(generation);
        }

        @Override
        public void failed(SlmException failure) {
            sink.error(failure);
        }
    }
}

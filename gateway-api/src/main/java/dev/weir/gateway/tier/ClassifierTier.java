package dev.weir.gateway.tier;

import dev.weir.gateway.calibration.Calibration;
import dev.weir.gateway.calibration.LabelEvidence;
import dev.weir.gateway.ledger.LocalCharge;
import dev.weir.gateway.routing.AnswerForm;
import dev.weir.gateway.routing.Confidence;
import dev.weir.gateway.routing.Draft;
import dev.weir.gateway.routing.LocalEvent;
import dev.weir.gateway.routing.LocalTier;
import dev.weir.gateway.routing.Message;
import dev.weir.gateway.routing.Prompt;
import dev.weir.gateway.routing.TierException;
import dev.weir.gateway.routing.TierFailure;
import dev.weir.slm.Classification;
import dev.weir.slm.SlmClassifier;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import tools.jackson.databind.ObjectMapper;

/** Answers with the label that a classifier gives the last user message: as text, or as the JSON that was asked for. */
public final class ClassifierTier implements LocalTier {

    /** Fields that a label could not be otherwise for. */
    private static final Set<String> UNHEEDED = Set.of(
            "audio",
            "frequency_penalty",
            "max_completion_tokens",
            "max_tokens",
            "metadata",
            "min_p",
            "moderation",
            "parallel_tool_calls",
            "prediction",
            "presence_penalty",
            "prompt_cache_key",
            "prompt_cache_options",
            "prompt_cache_retention",
            "reasoning_effort",
            "repetition_penalty",
            "safety_identifier",
            "seed",
            "service_tier",
            "store",
            "temperature",
            "top_k",
            "top_p",
            "user",
            "verbosity");

    private final String name;
    private final SlmClassifier classifier;
    private final Calibration<LabelEvidence> calibration;
    private final Scheduler scheduler;
    private final ObjectMapper json;
    private final InstantSource clock;
    private final ClassifierEmbeddings embeddings;
    private final DecisionAnswer decisions;

    /** @param scheduler where the model computes; bounded, so that a full one refuses */
    public ClassifierTier(
            String name,
            SlmClassifier classifier,
            Calibration<LabelEvidence> calibration,
            Scheduler scheduler,
            ObjectMapper json,
            InstantSource clock) {
        this.name = name;
        this.classifier = classifier;
        this.calibration = calibration;
        this.scheduler = scheduler;
        this.json = json;
        this.clock = clock;
        this.embeddings = new ClassifierEmbeddings(classifier, scheduler, json);
        this.decisions = new DecisionAnswer(json);
    }

    @Override
    public String model() {
        return name;
    }

    @Override
    public boolean embeds() {
        return classifier.embeds();
    }

    @Override
    public boolean heeds(String field) {
        return !UNHEEDED.contains(field);
    }

    @Override
    public Flux<LocalEvent> answer(Prompt prompt) {
        return Mono.defer(() -> drafted(prompt, System.nanoTime()))
                .onErrorMap(RejectedExecutionException.class, full -> TierException.of(TierFailure.SATURATED, full))
                .onErrorMap(SlmFailures::tierExceptionOf)
                .flatMapIterable(Draft::events);
    }

    private Mono<Draft> drafted(Prompt prompt, long startedNanos) {
        requireSupported(prompt);
        if (prompt.form() instanceof AnswerForm.Embeddings wanted) {
            return embeddings.draft(wanted, startedNanos);
        }
        if (prompt.form() instanceof AnswerForm.Decision decision) {
            return Mono.fromCallable(() -> decided(prompt, decision, startedNanos))
                    .subscribeOn(scheduler);
        }
        LabelForm form = LabelForm.of(prompt);
        return Mono.fromCallable(() -> draft(prompt, form, startedNanos)).subscribeOn(scheduler);
    }

    private static void requireSupported(Prompt prompt) {
        if (!prompt.beyondText().isEmpty()) {
            throw TierException.unsupported(prompt.beyondText().getFirst());
        }
        if (!prompt.settings().draw().logitBias().isEmpty()) {
            throw TierException.unsupported("logit_bias");
        }
        List<Message> messages = prompt.messages();
        for (int i = 0; i < messages.size(); i++) {
            if (messages.get(i).isOfTools()) {
                throw TierException.unsupported("messages[" + i + "].role");
            }
        }
    }

    private Draft draft(Prompt prompt, LabelForm form, long startedNanos) {
        Classification classification = classified(prompt);
        int label = best(classification, form);
        LabelAnswer answer = new LabelAnswer(classification, label, form, json);
        List<Draft.Choice> choices = answer.choices(prompt);
        Duration wall = Duration.ofNanos(System.nanoTime() - startedNanos);
        LocalCharge charge = new LocalCharge(
                classification.promptTokens(),
                (long) choices.size() * classifier.countTokens(answer.text()),
                wall,
                classification.cpuTime());
        return new Draft(choices, calibration.confidenceIn(evidence(classification, label)), charge);
    }

    private Classification classified(Prompt prompt) {
        if (prompt.deadline() != null && !clock.instant().isBefore(prompt.deadline())) {
            throw TierException.of(TierFailure.TIMED_OUT, null);
        }
        return classifier.classify(textToLabel(prompt.messages()));
    }

    private Draft decided(Prompt prompt, AnswerForm.Decision decision, long startedNanos) {
        Classification classification = classified(prompt);
        LabelDecision decided = LabelDecision.of(decision, classification);
        Confidence confidence = calibration.confidenceIn(evidence(classification, decided.label()));
        String text = decisions
                .of(decision.question(), decided.probabilities(), confidence.value())
                .toString();
        Duration wall = Duration.ofNanos(System.nanoTime() - startedNanos);
        LocalCharge charge = new LocalCharge(classification.promptTokens(), 0, wall, classification.cpuTime());
        return new Draft(text, Draft.Finish.STOP, confidence, charge);
    }

    private static String textToLabel(List<Message> messages) {
        return messages.reversed().stream()
                .filter(message -> message.role().equals("user"))
                .findFirst()
                .orElseThrow(() -> TierException.unsupported("messages"))
                .text();
    }

    /** The most probable label among those that the form allows. */
    private static int best(Classification classification, LabelForm form) {
        if (form.allowed().isEmpty()) {
            return classification.labelIndex();
        }
        return IntStream.range(0, classification.labels().size())
                .filter(index -> form.allows(classification.labels().get(index)))
                .boxed()
                .max((a, b) -> Float.compare(classification.logit(a), classification.logit(b)))
                .orElseThrow(() -> TierException.unsupported(form.field()));
    }

    private static LabelEvidence evidence(Classification classification, int label) {
        return new LabelEvidence(
                new ClassificationLogits(classification),
                label,
                classification.nearestCosine().orElse(Double.NaN));
    }

    private record ClassificationLogits(Classification classification) implements LabelEvidence.Logits {

        @Override
        public int size() {
            return classification.labels().size();
        }

        @Override
        public float at(int index) {
            return classification.logit(index);
        }
    }
}

package dev.weir.gateway.tier;

import dev.weir.gateway.calibration.Calibration;
import dev.weir.gateway.calibration.LabelEvidence;
import dev.weir.gateway.ledger.LocalCharge;
import dev.weir.gateway.routing.AnswerForm;
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
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import tools.jackson.databind.ObjectMapper;

/** Answers with the label that a classifier gives the last user message: as text, or as the JSON that was asked for. */
public final class ClassifierTier implements LocalTier {

    private static final String DEFAULT_PROPERTY = "intent";

    private final String name;
    private final SlmClassifier classifier;
    private final Calibration<LabelEvidence> calibration;
    private final Scheduler scheduler;
    private final ObjectMapper json;
    private final InstantSource clock;

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
    }

    @Override
    public String model() {
        return name;
    }

    @Override
    public Flux<LocalEvent> answer(Prompt prompt) {
        return Mono.defer(() -> drafted(prompt, System.nanoTime()))
                .onErrorMap(RejectedExecutionException.class, full -> TierException.of(TierFailure.SATURATED, full))
                .onErrorMap(SlmFailures::tierExceptionOf)
                .flatMapIterable(draft -> List.of(new LocalEvent.Piece(draft.text()), new LocalEvent.Drafted(draft)));
    }

    private Mono<Draft> drafted(Prompt prompt, long startedNanos) {
        if (!prompt.beyondText().isEmpty()) {
            return Mono.error(TierException.unsupported(prompt.beyondText().getFirst()));
        }
        return Mono.fromCallable(() -> draft(prompt, startedNanos)).subscribeOn(scheduler);
    }

    private Draft draft(Prompt prompt, long startedNanos) {
        if (prompt.deadline() != null && !clock.instant().isBefore(prompt.deadline())) {
            throw TierException.of(TierFailure.TIMED_OUT, null);
        }
        Classification classification = classifier.classify(textToLabel(prompt.messages()));
        int label = label(classification, prompt.form());
        String text = rendered(classification.labels().get(label), prompt.form());
        Duration wall = Duration.ofNanos(System.nanoTime() - startedNanos);
        LocalCharge charge = new LocalCharge(
                classification.promptTokens(), classifier.countTokens(text), wall, classification.cpuTime());
        return new Draft(text, Draft.Finish.STOP, calibration.confidenceIn(evidence(classification, label)), charge);
    }

    private static String textToLabel(List<Message> messages) {
        return messages.reversed().stream()
                .filter(message -> message.role().equals("user"))
                .findFirst()
                .orElseThrow(() -> TierException.unsupported("messages"))
                .text();
    }

    /** The most probable label among those that the form allows. */
    private static int label(Classification classification, AnswerForm form) {
        return switch (form) {
            case AnswerForm.Text _, AnswerForm.JsonObject _ -> classification.labelIndex();
            case AnswerForm.Schema schema -> label(classification, onePropertyOf(schema));
        };
    }

    private static int label(Classification classification, AnswerForm.OneProperty one) {
        return one.allowed().isEmpty() ? classification.labelIndex() : best(classification, one.allowed());
    }

    private static AnswerForm.OneProperty onePropertyOf(AnswerForm.Schema schema) {
        if (schema.oneProperty() == null) {
            throw TierException.unsupported("response_format");
        }
        return schema.oneProperty();
    }

    private static int best(Classification classification, List<String> allowed) {
        return IntStream.range(0, classification.labels().size())
                .filter(index -> allowed.contains(classification.labels().get(index)))
                .boxed()
                .max((a, b) -> Float.compare(classification.logit(a), classification.logit(b)))
                .orElseThrow(() -> TierException.unsupported("response_format"));
    }

    private String rendered(String label, AnswerForm form) {
        return switch (form) {
            case AnswerForm.Text _ -> label;
            case AnswerForm.JsonObject _ -> object(DEFAULT_PROPERTY, label);
            case AnswerForm.Schema schema -> object(onePropertyOf(schema).name(), label);
        };
    }

    private String object(String property, String label) {
        return json.writeValueAsString(json.createObjectNode().put(property, label));
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

package dev.weir.gateway.evaluation;

import dev.weir.gateway.calibration.Calibration;
import dev.weir.gateway.routing.AnswerForm;
import dev.weir.gateway.routing.Confidence;
import dev.weir.gateway.routing.Draft;
import dev.weir.gateway.routing.LocalEvent;
import dev.weir.gateway.routing.LocalTier;
import dev.weir.gateway.routing.Prompt;
import dev.weir.gateway.routing.Settings;
import dev.weir.gateway.routing.TierException;
import dev.weir.gateway.routing.Tools;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Has a local model answer every example, except those that it answered before, and keeps evidence and costs. */
public final class Trials {

    private Trials() {}

    /** In the order of the examples. What was answered before under the data directory is not asked again. */
    public static <E> List<Trial<E>> run(
            Subject<E> subject, List<Example> examples, Path dataDirectory, Progress progress) {
        try (TrialCache cache = TrialCache.open(dataDirectory, subject.digests())) {
            answerTheRest(subject, examples, cache, progress);
            return examples.stream()
                    .map(example ->
                            trial(example, Objects.requireNonNull(cache.find(example.messages())), subject.kind()))
                    .toList();
        }
    }

    private static <E> void answerTheRest(
            Subject<E> subject, List<Example> examples, TrialCache cache, Progress progress) {
        List<Example> rest = examples.stream()
                .filter(example -> cache.find(example.messages()) == null)
                .toList();
        List<Worker<E>> workers = new ArrayList<>();
        for (int i = 0; i < subject.kind().workers(); i++) {
            workers.add(new Worker<>(subject));
        }
        int[] done = {examples.size() - rest.size()};
        progress.advanced(done[0], examples.size());
        List<Flux<Answered>> shares = new ArrayList<>();
        for (int i = 0; i < workers.size(); i++) {
            int share = i;
            shares.add(Flux.range(0, rest.size())
                    .filter(index -> index % workers.size() == share)
                    .concatMap(index -> workers.get(share).answer(rest.get(index))));
        }
        for (Answered answered : Flux.merge(shares).toIterable()) {
            cache.add(answered.example().messages(), answered.trial());
            progress.advanced(++done[0], examples.size());
        }
    }

    private static <E> Trial<E> trial(Example example, JsonNode kept, EvidenceKind<E> kind) {
        JsonNode evidence = kept.path("evidence");
        String answer = kept.path("answer").asString("");
        return new Trial<>(
                example,
                answer,
                evidence.isMissingNode() ? null : kind.read(evidence),
                example.expected() != null && !evidence.isMissingNode() && Answers.same(example.expected(), answer),
                Duration.ofNanos(kept.path("wall_ns").asLong(0)),
                Duration.ofNanos(kept.path("cpu_ns").asLong(0)),
                kept.path("prompt_tokens").asLong(0),
                kept.path("completion_tokens").asLong(0));
    }

    private record Answered(Example example, ObjectNode trial) {}

    /** A tier that asks one request at a time, so that the evidence that its calibration sees belongs to it. */
    private static final class Worker<E> {

        private final Subject<E> subject;
        private final LocalTier tier;
        private volatile @Nullable E seen;

        Worker(Subject<E> subject) {
            this.subject = subject;
            Calibration<E> recording = evidence -> {
                seen = evidence;
                return new Confidence(0, false);
            };
            this.tier = subject.tier().apply(recording);
        }

        Mono<Answered> answer(Example example) {
            return tier.answer(prompt(example))
                    .ofType(LocalEvent.Drafted.class)
                    .last()
                    .map(drafted -> new Answered(example, json(drafted.draft())))
                    .onErrorResume(
                            TierException.class,
                            failure -> Mono.just(new Answered(
                                    example,
                                    JsonNodeFactory.instance
                                            .objectNode()
                                            .put("failed", failure.failure().name()))));
        }

        private ObjectNode json(Draft draft) {
            ObjectNode json = JsonNodeFactory.instance
                    .objectNode()
                    .put("answer", draft.text())
                    .put("wall_ns", draft.charge().wallTime().toNanos())
                    .put("cpu_ns", draft.charge().cpuTime().toNanos())
                    .put("prompt_tokens", draft.charge().promptTokens())
                    .put("completion_tokens", draft.charge().completionTokens());
            json.set("evidence", subject.kind().write(Objects.requireNonNull(seen)));
            return json;
        }

        private static Prompt prompt(Example example) {
            return new Prompt(
                    "line-" + example.line(),
                    "evaluation",
                    example.messages(),
                    Settings.NONE,
                    new AnswerForm.Text(),
                    Tools.NONE,
                    List.of(),
                    List.of(),
                    false,
                    null,
                    true,
                    null,
                    "{}");
        }
    }
}

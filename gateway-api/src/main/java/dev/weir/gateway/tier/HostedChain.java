package dev.weir.gateway.tier;

import dev.weir.escalation.EscalationException;
import dev.weir.escalation.HostedModel;
import dev.weir.escalation.HostedReply;
import dev.weir.escalation.HostedRequest;
import dev.weir.escalation.HostedUsage;
import dev.weir.escalation.LostAttempt;
import dev.weir.escalation.Operation;
import dev.weir.escalation.Tab;
import dev.weir.gateway.ledger.HostedCharge;
import dev.weir.gateway.ledger.Waste;
import dev.weir.gateway.routing.AnswerForm;
import dev.weir.gateway.routing.HostedEvent;
import dev.weir.gateway.routing.HostedTier;
import dev.weir.gateway.routing.Prompt;
import dev.weir.gateway.routing.Question;
import dev.weir.gateway.routing.TierException;
import dev.weir.gateway.routing.TierFailure;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Asks hosted models one after the other until one begins to answer. A provider that refuses the request itself is not
 * followed by another: the next would refuse it too.
 */
public final class HostedChain implements HostedTier {

    private static final Logger LOG = LoggerFactory.getLogger(HostedChain.class);

    private static final Duration ENDLESS = Duration.ofDays(365);
    private static final Pattern PLAIN = Pattern.compile("[!-~]{1,128}");

    private final List<HostedModel> models;
    private final Supplier<List<Integer>> order;
    private final int repeats;
    private final ObjectMapper json;
    private final Clock clock;

    /**
     * @param models not empty
     * @param order the places of the models in that list in the order in which one request asks them
     * @param repeats how often one request may be sent again, over all of them; asking the next one is no repeat
     */
    public HostedChain(
            List<HostedModel> models, Supplier<List<Integer>> order, int repeats, ObjectMapper json, Clock clock) {
        this.models = List.copyOf(models);
        this.order = order;
        this.repeats = repeats;
        this.json = json;
        this.clock = clock;
    }

    @Override
    public String model() {
        return models.getFirst().name();
    }

    @Override
    public Flux<HostedEvent> answer(Prompt prompt, Consumer<HostedCharge> onWaste) {
        return Flux.defer(() -> {
                    Tab tab = new Tab(repeats, () -> timeLeft(prompt), lost -> onWaste.accept(wasted(lost)));
                    HostedRequest request = new HostedRequest(
                            prompt.requestId(),
                            operation(prompt.form()),
                            (ObjectNode) json.readTree(prompt.body()),
                            tab);
                    return before(prompt, ask(order.get(), request, prompt));
                })
                .doOnError(failure -> LOG.warn(
                        "Request {}: no hosted answer from {}: {}", prompt.requestId(), model(), failure.getMessage()))
                .onErrorMap(HostedChain::tierExceptionOf);
    }

    private Flux<HostedEvent> ask(List<Integer> places, HostedRequest request, Prompt prompt) {
        Flux<HostedEvent> answer = one(asked(models.get(places.getFirst()), prompt), request, prompt.streamed());
        if (places.size() == 1) {
            return answer;
        }
        List<Integer> others = places.subList(1, places.size());
        return answer.switchOnFirst((first, events) ->
                first.isOnError() && mayFollow(first.getThrowable()) ? ask(others, request, prompt) : events);
    }

    private static Operation operation(AnswerForm form) {
        return switch (form) {
            case AnswerForm.Text _, AnswerForm.JsonObject _, AnswerForm.Schema _ -> Operation.CHAT_COMPLETIONS;
            case AnswerForm.Continuation _ -> Operation.COMPLETIONS;
            case AnswerForm.Embeddings _ -> Operation.EMBEDDINGS;
            case AnswerForm.Decision _ -> Operation.DECISIONS;
        };
    }

    /** What a chat cannot be told, such as a picture, stays with models that have decisions. */
    private HostedModel asked(HostedModel model, Prompt prompt) {
        return prompt.form() instanceof AnswerForm.Decision(Question question, int _)
                        && prompt.beyondText().isEmpty()
                ? new HostedDecision(model, question, prompt.messages(), json)
                : model;
    }

    private static boolean mayFollow(@org.jspecify.annotations.Nullable Throwable failure) {
        return failure instanceof EscalationException.Unavailable
                || failure instanceof EscalationException.Unsupported
                || failure instanceof EscalationException.TimedOut;
    }

    private static Flux<HostedEvent> one(HostedModel model, HostedRequest request, boolean streamed) {
        return Flux.defer(() -> {
            long started = System.nanoTime();
            return streamed ? stream(model, request, started) : whole(model, request, started);
        });
    }

    private static Flux<HostedEvent> whole(HostedModel model, HostedRequest request, long started) {
        return model.answer(request).flatMapIterable(reply -> events(model, reply, started));
    }

    private static List<HostedEvent> events(HostedModel model, HostedReply reply, long started) {
        return List.of(
                answering(model, reply.reportedModel()),
                new HostedEvent.Json(reply.completion()),
                charged(model, reply.reportedModel(), reply.usage(), started));
    }

    private static Flux<HostedEvent> stream(HostedModel model, HostedRequest request, long started) {
        return model.stream(request).switchOnFirst((first, events) -> {
            // Unlike concatMapIterable, this lets no error overtake what came before it.
            Flux<HostedEvent> rest = events.concatMapDelayError(event -> Flux.fromIterable(
                    switch (event) {
                        case dev.weir.escalation.HostedEvent.Chunk(ObjectNode chunk) ->
                            List.of(new HostedEvent.Json(chunk));
                        case dev.weir.escalation.HostedEvent.Finished finished ->
                            List.of(
                                    new HostedEvent.Json(finished.usageChunk()),
                                    charged(model, finished.reportedModel(), finished.usage(), started));
                    }));
            return first.get() instanceof dev.weir.escalation.HostedEvent.Chunk(ObjectNode chunk)
                    ? rest.startWith(answering(model, chunk.path("model").asString(model.name())))
                    : rest;
        });
    }

    /** What the provider says goes into a header, so it must be fit for one. */
    private static HostedEvent answering(HostedModel model, String reported) {
        return new HostedEvent.Answering(PLAIN.matcher(reported).matches() ? reported : model.name());
    }

    private static HostedEvent charged(HostedModel model, String reported, HostedUsage usage, long started) {
        return new HostedEvent.Charged(new HostedCharge(
                reported,
                model.name(),
                usage.promptTokens(),
                usage.cachedPromptTokens(),
                usage.completionTokens(),
                usage.measured(),
                Duration.ofNanos(System.nanoTime() - started),
                null));
    }

    private static HostedCharge wasted(LostAttempt lost) {
        HostedUsage usage = lost.usage();
        return new HostedCharge(
                lost.model(),
                lost.model(),
                usage.promptTokens(),
                usage.cachedPromptTokens(),
                usage.completionTokens(),
                usage.measured(),
                lost.took(),
                Waste.UNFINISHED);
    }

    /** A deadline bounds the wait for the first event; an answer that flows is not cut by it. */
    private Flux<HostedEvent> before(Prompt prompt, Flux<HostedEvent> answer) {
        if (prompt.deadline() == null) {
            return answer;
        }
        Duration left = timeLeft(prompt);
        if (!left.isPositive()) {
            return Flux.error(TierException.of(TierFailure.TIMED_OUT, null));
        }
        return answer.timeout(
                Mono.delay(left), _ -> Mono.never(), Flux.error(() -> new EscalationException.TimedOut(null)));
    }

    private Duration timeLeft(Prompt prompt) {
        Instant deadline = prompt.deadline();
        return deadline == null ? ENDLESS : Duration.between(clock.instant(), deadline);
    }

    private static TierException tierExceptionOf(Throwable cause) {
        return switch (cause) {
            case TierException known -> known;
            case EscalationException expected -> expected(expected);
            default -> TierException.of(TierFailure.BROKEN, cause);
        };
    }

    /** Without its cause: a library's exception may quote what the provider sent, which may repeat the key. */
    private static TierException expected(EscalationException cause) {
        return switch (cause) {
            case EscalationException.Refused refused -> TierException.refused(refused.param(), refused.code());
            case EscalationException.Unsupported unsupported -> TierException.unsupported(unsupported.what());
            case EscalationException.TimedOut _ -> TierException.of(TierFailure.TIMED_OUT, null);
            case EscalationException.Interrupted _ -> TierException.of(TierFailure.INTERRUPTED, null);
            case EscalationException.Unavailable unavailable ->
                TierException.later(failureOf(unavailable.reason()), unavailable.retryAfter());
        };
    }

    private static TierFailure failureOf(EscalationException.Unavailable.Reason reason) {
        return switch (reason) {
            case LIMITED -> TierFailure.LIMITED;
            case TOO_BUSY -> TierFailure.SATURATED;
            case UNREACHABLE, FAILING, KEY_REJECTED, BREAKER_OPEN -> TierFailure.UNAVAILABLE;
        };
    }
}

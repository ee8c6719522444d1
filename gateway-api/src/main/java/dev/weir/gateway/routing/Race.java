package dev.weir.gateway.routing;

import dev.weir.gateway.routing.Verdict.Escalate;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * A draft with a hosted call beside it: whichever can be served first is, and the other is given up. A draft that is
 * not kept leaves the field to the hosted call, and stays what is served if that fails.
 */
final class Race {

    private final Function<Judgement, Conclusion> conclusions;
    private final Judgement unjudged;
    private final Sinks.One<Escalate> escalated = Sinks.one();
    private final AtomicReference<Escalate> reason;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final AtomicBoolean kept = new AtomicBoolean();

    /** @param unjudged by what a hosted answer is concluded that did not wait for the draft */
    Race(Function<Judgement, Conclusion> conclusions, Judgement unjudged) {
        this.conclusions = conclusions;
        this.unjudged = unjudged;
        this.reason = new AtomicReference<>(new Escalate(Reason.HEDGED, unjudged));
    }

    /** @param start when the hosted call begins, unless the draft has been judged by then */
    Flux<AnswerEvent> of(Mono<Verdict> draft, Publisher<?> start) {
        Flux<AnswerEvent> local = draft.flatMapMany(this::judged);
        Flux<AnswerEvent> hosted = Mono.when(start).thenMany(Flux.defer(this::hedge));
        return Flux.firstWithSignal(local, hosted);
    }

    private Flux<AnswerEvent> judged(Verdict verdict) {
        boolean first = begun.compareAndSet(false, true);
        if (verdict instanceof Escalate escalate) {
            reason.set(escalate);
            escalated.tryEmitValue(escalate);
            return first ? conclude(escalate) : Flux.never();
        }
        kept.set(true);
        return conclude(verdict);
    }

    private Flux<AnswerEvent> conclude(Verdict verdict) {
        return conclusions.apply(verdict.judgement()).of(verdict);
    }

    private Flux<AnswerEvent> hedge() {
        return begun.compareAndSet(false, true) ? conclusions.apply(unjudged).hedge(this) : Flux.never();
    }

    /** Why the hosted tier answers, as far as it is known: the draft may not have been judged yet. */
    Escalate reasonSoFar() {
        return reason.get();
    }

    /** The draft's verdict, if it is not kept. */
    Mono<Escalate> escalated() {
        return escalated.asMono();
    }

    boolean isWonByTheDraft() {
        return kept.get();
    }
}

package dev.weir.gateway.audit;

import dev.weir.gateway.audit.AuditObserver.Result;
import dev.weir.gateway.audit.AuditObserver.Source;
import dev.weir.gateway.audit.Comparison.Finding;
import dev.weir.gateway.ledger.HostedCharge;
import dev.weir.gateway.ledger.PriceList;
import dev.weir.gateway.routing.Draft;
import dev.weir.gateway.routing.HostedEvent;
import dev.weir.gateway.routing.HostedTier;
import dev.weir.gateway.routing.Prompt;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Finds out beside the path of requests whether drafts of one route are right. Bounded in how many it works on at once
 * and in what it may spend: what does not fit is lost, never waited for.
 */
public final class Auditor {

    private static final Logger LOG = LoggerFactory.getLogger(Auditor.class);
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final String route;
    private final HostedTier hosted;
    private final Comparison comparison;
    private final AuditBudget budget;
    private final PriceList prices;
    private final AuditObserver observer;
    private final Scheduler scheduler;
    private final int mostAtOnce;
    private final AtomicInteger running = new AtomicInteger();

    private Auditor(Setting setting, Means means) {
        this.route = setting.route();
        this.hosted = setting.hosted();
        this.comparison = setting.comparison();
        this.budget = setting.budget();
        this.mostAtOnce = setting.mostAtOnce();
        this.prices = means.prices();
        this.observer = means.observer();
        this.scheduler = means.scheduler();
    }

    public static Auditor of(Setting setting, Means means) {
        return new Auditor(setting, means);
    }

    /** Whether an audit could be begun now. */
    boolean hasRoom() {
        return running.get() < mostAtOnce && budget.hasRoom();
    }

    /** Sends a kept draft's request to the hosted tier and compares. Tells {@code label} once, from another thread. */
    void audit(Prompt prompt, Draft draft, Consumer<Result> label) {
        if (running.get() >= mostAtOnce || !budget.take()) {
            tell(Source.AUDIT, Result.LOST, label);
            return;
        }
        HostedText text = new HostedText();
        Mono<Finding> finding = hosted.answer(prompt.forAudit(), this::pay)
                .doOnNext(text::take)
                .then(Mono.defer(() -> found(prompt, draft, text)))
                .doFinally(_ -> pay(text.charge()));
        run(Source.AUDIT, finding, label);
    }

    /** Compares both answers of an escalated request while its hosted one passes by. Tells {@code label} once. */
    Flux<HostedEvent> listen(Prompt prompt, Draft draft, Flux<HostedEvent> answer, Consumer<Result> label) {
        return Flux.defer(() -> {
            HostedText text = new HostedText();
            return answer.doOnNext(text::take).doFinally(_ -> heard(prompt, draft, text, label));
        });
    }

    private void heard(Prompt prompt, Draft draft, HostedText text, Consumer<Result> label) {
        if (text.text() == null || running.get() >= mostAtOnce) {
            tell(Source.ESCALATION, Result.LOST, label);
        } else {
            run(Source.ESCALATION, found(prompt, draft, text), label);
        }
    }

    private Mono<Finding> found(Prompt prompt, Draft draft, HostedText text) {
        String hostedText = text.text();
        return hostedText == null ? Mono.empty() : comparison.compare(prompt, draft.text(), hostedText);
    }

    private void run(Source source, Mono<Finding> finding, Consumer<Result> label) {
        running.incrementAndGet();
        var _ = finding.doOnNext(found -> {
                    if (found.charge() != null) {
                        pay(found.charge());
                    }
                })
                .map(found -> found.same() ? Result.RIGHT : Result.WRONG)
                .defaultIfEmpty(Result.LOST)
                .timeout(PATIENCE)
                .subscribeOn(scheduler)
                .onErrorResume(failure -> {
                    LOG.debug("An audit of route {} gave no label", route, failure);
                    return Mono.just(Result.LOST);
                })
                .doFinally(_ -> running.decrementAndGet())
                .subscribe(result -> tell(source, result, label));
    }

    private void tell(Source source, Result result, Consumer<Result> label) {
        observer.labelled(route, source, result);
        label.accept(result);
    }

    private void pay(@Nullable HostedCharge charge) {
        if (charge == null) {
            return;
        }
        BigDecimal dollars = prices.of(charge);
        observer.paid(route, dollars);
        if (dollars != null) {
            budget.spent(dollars);
        }
    }

    /**
     * What one route's audits are made of.
     *
     * @param mostAtOnce how many comparisons and audits run at the same time
     */
    public record Setting(String route, HostedTier hosted, Comparison comparison, AuditBudget budget, int mostAtOnce) {}

    /**
     * What all routes' audits share.
     *
     * @param scheduler where comparisons run
     */
    public record Means(PriceList prices, AuditObserver observer, Scheduler scheduler) {}
}

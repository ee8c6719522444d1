package dev.weir.gateway.audit;

import dev.weir.gateway.assurance.KeeperRules;
import dev.weir.gateway.assurance.KeeperStanding;
import dev.weir.gateway.assurance.ThresholdKeeper;
import dev.weir.gateway.assurance.Ticket;
import dev.weir.gateway.audit.AuditObserver.Result;
import dev.weir.gateway.audit.RecentAnswers.Answered;
import dev.weir.gateway.certification.Certificate;
import dev.weir.gateway.certification.Digests;
import dev.weir.gateway.certification.Promise;
import dev.weir.gateway.certification.Reference;
import dev.weir.gateway.routing.Confidence;
import dev.weir.gateway.routing.Draft;
import dev.weir.gateway.routing.HostedEvent;
import dev.weir.gateway.routing.Judgement;
import dev.weir.gateway.routing.Prompt;
import dev.weir.gateway.routing.RouteId;
import dev.weir.gateway.routing.Standing;
import dev.weir.gateway.routing.Threshold;
import dev.weir.gateway.routing.Witness;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;

/** The standing of a route that keeps a promise: earned, watched, taken back and earned again from its own traffic. */
public final class RouteAudits implements Standing, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RouteAudits.class);

    private final RouteId route;
    private final Promise promise;
    private final Evidence evidence;
    private final Auditor auditor;
    private final RecentAnswers recent;
    private final List<String> changed;
    private final boolean continues;
    private volatile State told;

    private RouteAudits(Evidence.Restored restored, Setting setting, Auditor auditor, RecentAnswers recent) {
        this.route = setting.route();
        this.promise = setting.promise();
        this.evidence = restored.evidence();
        this.changed = restored.changed();
        this.continues = restored.continues();
        this.auditor = auditor;
        this.recent = recent;
        this.told = state();
    }

    /** Goes on where the route's journal ends, if it holds for the same promise and the same model. */
    public static RouteAudits open(Setting setting, Auditor auditor, RecentAnswers recent, RandomGenerator random) {
        Journal journal = Journal.of(setting);
        Evidence.Restored restored =
                Evidence.restore(draws -> new ThresholdKeeper(setting.rules(), draws), random, journal);
        if (!restored.changed().isEmpty()) {
            LOG.warn(
                    "Route {}: what was learnt before is void, because this has changed: {}.",
                    setting.route(),
                    String.join(", ", restored.changed()));
        }
        return new RouteAudits(restored, setting, auditor, recent);
    }

    /** Takes the threshold of a certificate, unless the journal knows better what became of it. */
    public void beginWith(Certificate certificate) {
        if (!continues) {
            evidence.adopt(
                    certificate.threshold(),
                    certificate.coverage(),
                    certificate.seen().n());
            told = state();
        }
    }

    @Override
    public @Nullable Threshold threshold() {
        return thresholdOf(evidence.standing().threshold());
    }

    @Override
    public State state() {
        return switch (evidence.standing().state()) {
            case EARNING -> changed.isEmpty() ? State.UNCERTIFIED : State.VOID;
            case CERTIFIED -> State.CERTIFIED;
            case SUSPENDED_BY_ERRORS, SUSPENDED_BY_MIX, EXPIRED -> State.SUSPENDED;
        };
    }

    @Override
    public Judgement judge(Confidence confidence) {
        boolean observed = !isByHosted() || threshold() == null || auditor.hasRoom();
        Ticket ticket = observed ? evidence.judge(confidence.value()) : evidence.judgeUnobserved(confidence.value());
        tellChanges();
        return new Judgement(thresholdOf(ticket.threshold()), new TicketWitness(ticket));
    }

    public RouteId route() {
        return route;
    }

    public Promise promise() {
        return promise;
    }

    /** All numbers at this moment. */
    public KeeperStanding numbers() {
        return evidence.standing();
    }

    /** What an operator should know, in one or two sentences. */
    public String words() {
        return StandingWords.of(promise, numbers(), changed);
    }

    @Override
    public void close() {
        evidence.close();
    }

    private boolean isByHosted() {
        return promise.reference() == Reference.HOSTED;
    }

    private void settle(Ticket ticket, Result result) {
        evidence.settle(ticket.id(), result);
        tellChanges();
    }

    private void tellChanges() {
        State now = state();
        if (now != told) {
            told = now;
            if (now == State.CERTIFIED) {
                LOG.info("Route {} is certified. {}", route, words());
            } else {
                LOG.warn("Route {} is {}. {}", route, now.word(), words());
            }
        }
    }

    private static @Nullable Threshold thresholdOf(OptionalDouble threshold) {
        return threshold.isEmpty() ? null : new Threshold(threshold.getAsDouble());
    }

    /**
     * What a route's standing is made of.
     *
     * @param digests of what runs; a change voids what was learnt
     * @param folder of the journals
     */
    public record Setting(RouteId route, Promise promise, KeeperRules rules, Digests digests, Path folder) {}

    /** Brings the label of one draft. */
    private final class TicketWitness implements Witness {

        private final Ticket ticket;

        TicketWitness(Ticket ticket) {
            this.ticket = ticket;
        }

        @Override
        public void kept(Prompt prompt, Draft draft) {
            remember(prompt, draft, true);
            if (ticket.audits() && isByHosted()) {
                auditor.audit(prompt, draft, result -> settle(ticket, result));
            }
        }

        @Override
        public Flux<HostedEvent> escalated(Prompt prompt, Draft draft, Flux<HostedEvent> answer) {
            remember(prompt, draft, false);
            return isByHosted() ? auditor.listen(prompt, draft, answer, result -> settle(ticket, result)) : answer;
        }

        private void remember(Prompt prompt, Draft draft, boolean served) {
            recent.add(prompt.requestId(), new Answered(route, draft.text(), served, this::said, this::forgotten));
        }

        private void said(boolean right) {
            if (!isByHosted()) {
                settle(ticket, right ? Result.RIGHT : Result.WRONG);
            }
        }

        private void forgotten() {
            if (!isByHosted()) {
                settle(ticket, Result.LOST);
            }
        }
    }
}

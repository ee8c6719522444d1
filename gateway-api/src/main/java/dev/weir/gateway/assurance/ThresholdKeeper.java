package dev.weir.gateway.assurance;

import dev.weir.gateway.assurance.Judged.Label;
import dev.weir.gateway.assurance.KeeperStanding.State;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Earns the threshold of one route, keeps watch over it, suspends it and earns it again.
 *
 * <p>While nothing is certified, every draft escalates, and the hosted answer labels it. A certified threshold keeps what
 * meets it, and a random share of that is audited. Labels enter the evidence in the order in which the drafts were
 * judged, whatever order they come in: a wrong answer whose label is slow would otherwise be missing just while it
 * matters. A label that never comes is left out, which is fair where losing it has nothing to do with being wrong.
 *
 * <p>Evidence is gathered in eras. A new one begins beside the old one after {@link KeeperRules#eraLength()} requests,
 * and at once when the threshold is suspended, so that no certificate rests on old traffic.
 *
 * <p>Any thread; every method is short and holds the lock.
 */
public final class ThresholdKeeper {

    private static final int MOST_PENDING = 20_000;

    private final KeeperRules rules;
    private final RandomGenerator random;
    private final RiskTest.Maker tests;
    private final RecentConfidences recent = new RecentConfidences();
    private final Deque<Judged> order = new ArrayDeque<>();
    private final Map<Long, Judged> awaited = new HashMap<>();

    private State state = State.EARNING;
    private @Nullable InForce inForce;
    private @Nullable Era era;
    private @Nullable Era next;
    private long lastId;
    private long lost;
    private int eras;

    /** @param random draws the audits */
    public ThresholdKeeper(KeeperRules rules, RandomGenerator random) {
        this(rules, random, Betting::new);
    }

    ThresholdKeeper(KeeperRules rules, RandomGenerator random, RiskTest.Maker tests) {
        this.rules = rules;
        this.random = random;
        this.tests = tests;
    }

    /**
     * Puts a threshold in force that was certified elsewhere.
     *
     * @param coverage the share of requests that it kept there
     * @param requests how many that was counted on
     */
    public synchronized void adopt(double threshold, double coverage, int requests) {
        state = State.CERTIFIED;
        inForce = new InForce(threshold, coverage, requests, rules);
    }

    /** Judges a draft and decides whether it is audited. A label has to follow for audited and for escalated drafts. */
    public synchronized Ticket judge(double confidence) {
        OptionalDouble threshold = threshold();
        boolean keeps = inForce != null && confidence >= inForce.threshold();
        boolean audits = keeps && random.nextDouble() < rules.auditRate();
        double least = inForce == null ? 1 : rules.auditRate();
        long id = ++lastId;
        Judged judged = new Judged(id, confidence, keeps, !keeps || audits, keeps ? rules.auditRate() : 1, least);
        order.add(judged);
        if (!keeps || audits) {
            awaited.put(id, judged);
        }
        if (inForce != null && inForce.seesAnotherMix(confidence)) {
            suspend(State.SUSPENDED_BY_MIX);
        }
        recent.add(confidence);
        settle();
        return new Ticket(id, threshold, keeps, audits);
    }

    /** Judges a draft that is no evidence, because no audit could be paid for. It has no label. */
    public synchronized Ticket judgeUnobserved(double confidence) {
        OptionalDouble threshold = threshold();
        boolean keeps = threshold.isPresent() && confidence >= threshold.getAsDouble();
        return new Ticket(0, threshold, keeps, false);
    }

    /** A label has come. An id that is unknown, or settled already, does nothing. */
    public synchronized void labelled(long id, boolean wrong) {
        settle(id, wrong ? Label.WRONG : Label.RIGHT);
    }

    /** A label will not come. */
    public synchronized void lost(long id) {
        settle(id, Label.LOST);
    }

    /** How the promise stands now. */
    public synchronized KeeperStanding standing() {
        return new KeeperStanding(
                state,
                threshold(),
                era == null ? 0 : era.labels(),
                era == null ? 0 : era.requests(),
                inForce == null ? 0 : inForce.coverage(),
                inForce == null ? 0 : inForce.audited(),
                inForce == null ? 0 : inForce.wrong(),
                lost,
                eras);
    }

    private OptionalDouble threshold() {
        return inForce == null ? OptionalDouble.empty() : OptionalDouble.of(inForce.threshold());
    }

    private void settle(long id, Label label) {
        Judged judged = awaited.remove(id);
        if (judged == null) {
            return;
        }
        judged.settle(label);
        lost += label == Label.LOST ? 1 : 0;
        settle();
    }

    private void settle() {
        while (!order.isEmpty() && (order.peek().isSettled() || order.size() > MOST_PENDING)) {
            enter(order.remove());
        }
    }

    private void enter(Judged judged) {
        beginErasWhenDue();
        if (era == null) {
            return;
        }
        era.enter(judged);
        if (next != null) {
            next.enter(judged);
        }
        boolean known = judged.label() == Label.RIGHT || judged.label() == Label.WRONG;
        if (known && judged.kept() && inForce != null && inForce.seesTooManyErrors(judged.label() == Label.WRONG)) {
            suspend(State.SUSPENDED_BY_ERRORS);
            return;
        }
        if (known) {
            moveThreshold(era);
        }
        if (next != null) {
            renew(next);
        }
    }

    private void beginErasWhenDue() {
        if (era == null && recent.areEnough()) {
            era = begin();
        } else if (era != null && next == null && era.requests() >= rules.eraLength()) {
            next = begin();
        }
    }

    private Era begin() {
        eras++;
        return new Era(recent.sorted(), lastId, rules, tests);
    }

    private void moveThreshold(Era evidence) {
        OptionalDouble certified = evidence.certified();
        if (certified.isEmpty()) {
            return;
        }
        double threshold = certified.getAsDouble();
        if (inForce == null) {
            force(threshold, evidence);
        } else if (threshold < inForce.threshold()) {
            inForce.loosen(threshold, evidence.coverage(threshold));
        }
    }

    /** The next era takes over as soon as it certifies as much as is in force, or when it is as long as an era may be. */
    private void renew(Era successor) {
        OptionalDouble certified = successor.certified();
        boolean asLoose = certified.isPresent() && inForce != null && certified.getAsDouble() <= inForce.threshold();
        if (!asLoose && successor.requests() < rules.eraLength()) {
            return;
        }
        era = successor;
        next = null;
        if (certified.isPresent()) {
            force(certified.getAsDouble(), successor);
        } else if (inForce != null) {
            suspend(State.EXPIRED);
        }
    }

    private void force(double threshold, Era evidence) {
        state = State.CERTIFIED;
        inForce = new InForce(threshold, evidence.coverage(threshold), evidence.requests(), rules);
    }

    private void suspend(State why) {
        state = why;
        inForce = null;
        next = null;
        era = null;
        order.clear();
        awaited.clear();
        recent.keepNewest();
    }
}

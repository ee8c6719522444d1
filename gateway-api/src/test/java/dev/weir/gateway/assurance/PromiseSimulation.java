package dev.weir.gateway.assurance;

import dev.weir.gateway.assurance.SyntheticWorld.Kind;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Plays made-up traffic through a {@link ThresholdKeeper}, with labels that come late, out of order, or never. */
final class PromiseSimulation {

    private static final double[] TARGETS = {0.02, 0.05, 0.1};

    private final SyntheticWorld world;
    private final RandomGenerator traffic;
    private final ThresholdKeeper keeper;
    private final double longestDelay;
    private final double lossRate;
    private final PriorityQueue<Late> late = new PriorityQueue<>(Comparator.comparingDouble(Late::due));
    private final Map<Double, Double> risks = new HashMap<>();
    private final double adopted;

    PromiseSimulation(int seed, Kind kind, RiskTest.Maker tests) {
        this.traffic = new SplittableRandom(seed);
        double target = TARGETS[seed % TARGETS.length];
        this.world = new SyntheticWorld(kind, target, 1.5 + 3 * traffic.nextDouble());
        double auditRate = 0.01 + 0.19 * traffic.nextDouble();
        this.longestDelay = 200 * traffic.nextDouble();
        this.lossRate = 0.2 * traffic.nextDouble();
        this.keeper = new ThresholdKeeper(
                KeeperRules.of(target, 0.95, auditRate), new SplittableRandom(seed + 1_000_000_007L), tests);
        this.adopted = kind == Kind.WORSE_WHERE_KEPT ? world.median() : Double.NaN;
        if (kind == Kind.WORSE_WHERE_KEPT) {
            keeper.adopt(adopted, 0.5, 2_000);
        }
    }

    /** Whether the keeper, at any moment, put a threshold in force whose true error is above the target. */
    boolean everBreaksThePromise(int requests) {
        for (int now = 0; now < requests; now++) {
            deliver(now);
            Ticket ticket = oneRequest(now);
            if (ticket.threshold().isPresent() && isBroken(ticket.threshold().getAsDouble())) {
                return true;
            }
        }
        return false;
    }

    KeeperStanding standing() {
        return keeper.standing();
    }

    private boolean isBroken(double threshold) {
        return threshold != adopted && risks.computeIfAbsent(threshold, world::riskAbove) > world.target();
    }

    private Ticket oneRequest(int now) {
        double confidence = world.drawConfidence(traffic);
        boolean wrong = traffic.nextDouble() < world.chanceOfWrong(confidence);
        Ticket ticket = keeper.judge(confidence);
        if (!ticket.keeps() || ticket.audits()) {
            // Wrong answers take three times as long to be found out.
            double delay = longestDelay * traffic.nextDouble() * (wrong ? 3 : 1);
            late.add(new Late(now + delay, ticket.id(), wrong, traffic.nextDouble() < lossRate));
        }
        return ticket;
    }

    private void deliver(int now) {
        while (!late.isEmpty() && late.element().due() <= now) {
            Late label = late.remove();
            if (label.lost()) {
                keeper.lost(label.id());
            } else {
                keeper.labelled(label.id(), label.wrong());
            }
        }
    }

    private record Late(double due, long id, boolean wrong, boolean lost) {}
}

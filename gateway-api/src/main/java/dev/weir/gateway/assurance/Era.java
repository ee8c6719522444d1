package dev.weir.gateway.assurance;

import dev.weir.gateway.assurance.Judged.Label;
import java.util.OptionalDouble;

/** The stretch of traffic that one certificate rests on. For one thread. */
final class Era {

    private static final long PATIENCE = 3;
    private static final double NEARLY = 0.85;

    private final Ladder ladder;
    private final int earningLabels;
    private final long after;
    private long labels;

    /**
     * @param sortedRecent confidences from which the thresholds to test are chosen; ascending
     * @param after the last draft judged before this era: only later ones are evidence, since earlier ones chose
     */
    Era(double[] sortedRecent, long after, KeeperRules rules, RiskTest.Maker tests) {
        this.after = after;
        this.ladder = new Ladder(sortedRecent, rules.errorTarget(), rules.failureChance(), tests);
        this.earningLabels = rules.earningLabels();
    }

    /** Takes the next draft in order. */
    void enter(Judged judged) {
        if (judged.id() <= after) {
            return;
        }
        ladder.count(judged.confidence());
        if (judged.label() == Label.RIGHT || judged.label() == Label.WRONG) {
            labels++;
            ladder.observe(
                    judged.confidence(), judged.label() == Label.WRONG, judged.propensity(), judged.leastPropensity());
        }
    }

    /** The loosest threshold that is certain; empty while it is too early to settle for one. */
    OptionalDouble certified() {
        OptionalDouble loosest = ladder.loosest();
        return loosest.isPresent() && isWorthIt(loosest.getAsDouble()) ? loosest : OptionalDouble.empty();
    }

    /** A threshold in force slows the proof of looser ones down, so a much looser one that looks good is waited for. */
    private boolean isWorthIt(double threshold) {
        if (ladder.certifiesAll() || labels >= PATIENCE * earningLabels) {
            return true;
        }
        return labels >= earningLabels && ladder.coverage(threshold) >= NEARLY * ladder.promisingCoverage();
    }

    double coverage(double threshold) {
        return ladder.coverage(threshold);
    }

    long labels() {
        return labels;
    }

    int requests() {
        return ladder.requests();
    }
}

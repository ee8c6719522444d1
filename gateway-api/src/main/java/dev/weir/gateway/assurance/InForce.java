package dev.weir.gateway.assurance;

/** A threshold that is in force, and the two watches over it. For one thread. */
final class InForce {

    /** Mean audits to a false alarm about errors, and mean requests to one about the mix. */
    private static final double PATIENCE_WITH_ERRORS = 2_000;

    private static final double PATIENCE_WITH_MIX = 20_000;
    private static final double SUSPECTED_MIX_STEP = 0.08;
    private static final double DEVIATIONS = 3;

    private final double watched;
    private double threshold;
    private double coverage;
    private final ShiftDetector errors;
    private final @org.jspecify.annotations.Nullable ShiftDetector mix;
    private long audited;
    private long wrong;

    /**
     * @param coverage the share of drafts that the threshold kept where it was certified
     * @param requests how many that was counted on
     */
    InForce(double threshold, double coverage, int requests, KeeperRules rules) {
        this.watched = threshold;
        this.threshold = threshold;
        this.coverage = coverage;
        double target = rules.errorTarget();
        this.errors = new ShiftDetector(target, Math.min(2 * target, (1 + target) / 2), PATIENCE_WITH_ERRORS);
        double doubt = DEVIATIONS * Math.sqrt(coverage * (1 - coverage) / Math.max(1, requests));
        double mostBelow = Math.max(1 - coverage, 1e-3) + doubt + rules.mixTolerance();
        this.mix = mostBelow + SUSPECTED_MIX_STEP < 1
                ? new ShiftDetector(mostBelow, mostBelow + SUSPECTED_MIX_STEP, PATIENCE_WITH_MIX)
                : null;
    }

    /** Takes a looser threshold. The watches go on: begun anew, they would take traffic that is changing for normal. */
    void loosen(double looser, double itsCoverage) {
        threshold = looser;
        coverage = itsCoverage;
    }

    double threshold() {
        return threshold;
    }

    double coverage() {
        return coverage;
    }

    long audited() {
        return audited;
    }

    long wrong() {
        return wrong;
    }

    /** Whether this draft gives the alarm that the traffic is another. */
    boolean seesAnotherMix(double confidence) {
        return mix != null && mix.observe(confidence < watched);
    }

    /** Whether this label of a kept draft gives the alarm that too many are wrong. */
    boolean seesTooManyErrors(boolean isWrong) {
        audited++;
        wrong += isWrong ? 1 : 0;
        return errors.observe(isWrong);
    }
}

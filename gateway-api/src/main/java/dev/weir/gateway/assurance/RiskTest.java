package dev.weir.gateway.assurance;

/** Whether the share of wrong drafts, among those at or above one threshold, is below the target. For one thread. */
interface RiskTest {

    double threshold();

    /**
     * Takes one labelled draft; unlabelled ones change nothing.
     *
     * @param propensity with which this draft was to be labelled; above 0, at most 1
     * @param leastPropensity the smallest that any draft could have had at that moment: it limits the stake, which must
     *     not depend on the draft
     */
    void observe(double confidence, boolean wrong, double propensity, double leastPropensity);

    /** Whether the error was at any time proved to be below the target, at this chance of being mistaken. */
    boolean proves(double failureChance);

    /** Makes the test of one threshold against an error target. */
    @FunctionalInterface
    interface Maker {

        RiskTest of(double threshold, double errorTarget);
    }
}

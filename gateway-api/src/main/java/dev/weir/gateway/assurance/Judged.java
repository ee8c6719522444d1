package dev.weir.gateway.assurance;

/** A judged draft whose label may still come. For one thread. */
final class Judged {

    private final long id;
    private final double confidence;
    private final boolean kept;
    private final boolean awaited;
    private final double propensity;
    private final double leastPropensity;
    private Label label = Label.PENDING;

    /**
     * @param awaited whether a label is to come
     * @param propensity with which it was to come
     * @param leastPropensity the smallest that any draft could have had at that moment
     */
    Judged(long id, double confidence, boolean kept, boolean awaited, double propensity, double leastPropensity) {
        this.id = id;
        this.confidence = confidence;
        this.kept = kept;
        this.awaited = awaited;
        this.propensity = propensity;
        this.leastPropensity = leastPropensity;
    }

    long id() {
        return id;
    }

    double confidence() {
        return confidence;
    }

    boolean kept() {
        return kept;
    }

    double propensity() {
        return propensity;
    }

    double leastPropensity() {
        return leastPropensity;
    }

    Label label() {
        return label;
    }

    void settle(Label known) {
        label = known;
    }

    boolean isSettled() {
        return !awaited || label != Label.PENDING;
    }

    /** What is known of a draft's correctness. */
    enum Label {
        PENDING,
        RIGHT,
        WRONG,
        LOST
    }
}

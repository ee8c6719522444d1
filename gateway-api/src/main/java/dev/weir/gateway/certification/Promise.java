package dev.weir.gateway.certification;

/**
 * What a route owes: of the drafts it keeps, at most this share is wrong, with this certainty.
 *
 * @param errorTarget above 0 and below 1
 * @param certainty above 0 and below 1
 */
public record Promise(double errorTarget, double certainty, Reference reference) {

    public Promise {
        checkShare("error-target", errorTarget);
        checkShare("certainty", certainty);
    }

    /** The allowed chance that the promise is broken. */
    public double failureChance() {
        return 1 - certainty;
    }

    /** Whether whoever keeps this promise keeps the other too. */
    public boolean implies(Promise other) {
        return errorTarget <= other.errorTarget && certainty >= other.certainty && reference == other.reference;
    }

    private static void checkShare(String name, double value) {
        if (!(value > 0 && value < 1)) {
            throw new IllegalArgumentException(name + " must be above 0 and below 1, not " + value);
        }
    }
}

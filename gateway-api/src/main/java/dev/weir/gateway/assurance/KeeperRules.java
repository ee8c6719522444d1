package dev.weir.gateway.assurance;

/**
 * What a route promises, and how its threshold is earned and watched.
 *
 * @param errorTarget the largest share of wrong answers among those kept; above 0, below 1
 * @param certainty how sure each certificate has to be; above 0.5, below 1
 * @param auditRate the probability with which a kept draft is audited; above 0, at most 1
 * @param earningLabels how many labels a first threshold waits for, although a strict one may be certain earlier: a
 *     looser one is earned faster while everything escalates and is labelled; at least 1
 * @param eraLength after how many requests a new era begins, so that no certificate rests on older traffic than twice
 *     this; at least 1,000
 * @param mixTolerance how much larger the share of drafts below the threshold may become before the traffic counts as
 *     other than what the certificate rests on; 0 to 1
 */
public record KeeperRules(
        double errorTarget, double certainty, double auditRate, int earningLabels, int eraLength, double mixTolerance) {

    public KeeperRules {
        require(errorTarget > 0 && errorTarget < 1, "errorTarget must be above 0 and below 1", errorTarget);
        require(certainty > 0.5 && certainty < 1, "certainty must be above 0.5 and below 1", certainty);
        require(auditRate > 0 && auditRate <= 1, "auditRate must be above 0 and at most 1", auditRate);
        require(earningLabels >= 1, "earningLabels must be at least 1", earningLabels);
        require(eraLength >= 1000, "eraLength must be at least 1000", eraLength);
        require(mixTolerance >= 0 && mixTolerance <= 1, "mixTolerance must be 0 to 1", mixTolerance);
    }

    /** With the usual patience: 1,500 labels to earn, eras of 100,000 requests, 3 points of tolerance. */
    public static KeeperRules of(double errorTarget, double certainty, double auditRate) {
        return new KeeperRules(errorTarget, certainty, auditRate, 1500, 100_000, 0.03);
    }

    /** The probability with which a certificate may be mistaken. */
    double failureChance() {
        return 1 - certainty;
    }

    private static void require(boolean holds, String rule, double value) {
        if (!holds) {
            throw new IllegalArgumentException(rule + ", not " + value);
        }
    }
}

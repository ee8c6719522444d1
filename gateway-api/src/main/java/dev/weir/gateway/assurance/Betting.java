package dev.weir.gateway.assurance;

/**
 * Bets against the claim that at least {@code target} of the drafts at or above a threshold are wrong. However often one
 * looks, the wealth reaches 1/δ with probability at most δ where the claim is true (Ville 1939), so a wealth that high
 * proves the error to be below the target.
 *
 * <p>For draft i let Y be 1 if it is wrong, A be 1 if it was labelled, and p the probability, fixed when the draft was
 * judged, with which it would be. Then {@code Z = 1{confidence >= threshold} * A/p * (Y - target)} has an expectation of
 * at least 0 where the claim is true, whatever p was, and the wealth {@code prod(1 - b*Z)} is a non-negative
 * supermartingale for every stake b that is chosen before the draft and keeps the factor positive: the "betting" tests of
 * Waudby-Smith and Ramdas (2024), with the inverse-propensity weights of Waudby-Smith, Wu, Ramdas, Karampatziakis and
 * Mineiro (2022). Several stakes are played side by side with equal shares of the capital.
 *
 * <p>Capital is kept as it is, not as its logarithm: a stake that has lost three hundred orders of magnitude is out of the
 * game anyway. For one thread.
 */
final class Betting implements RiskTest {

    private static final double[] STAKES = {0.12, 0.3, 0.55, 0.85};
    private static final double ENOUGH = 1e100;

    private final double threshold;
    private final double target;
    private final double[] capital = {1, 1, 1, 1};
    private double highest = 1;

    Betting(double threshold, double target) {
        this.threshold = threshold;
        this.target = target;
    }

    @Override
    public double threshold() {
        return threshold;
    }

    @Override
    public void observe(double confidence, boolean wrong, double propensity, double leastPropensity) {
        if (confidence < threshold || highest > ENOUGH) {
            return;
        }
        double loss = (wrong ? 1 - target : -target) / propensity;
        double largestStake = leastPropensity / (1 - target);
        double sum = 0;
        for (int i = 0; i < STAKES.length; i++) {
            capital[i] *= 1 - STAKES[i] * largestStake * loss;
            sum += capital[i];
        }
        highest = Math.max(highest, sum / STAKES.length);
    }

    @Override
    public boolean proves(double failureChance) {
        return highest >= 1 / failureChance;
    }
}

package dev.weir.gateway.certification;

/**
 * Exact answers about counts: how probable so few are, and which rates a count leaves possible (Clopper and Pearson,
 * 1934). Nothing is approximated by a normal distribution.
 */
public final class Binomial {

    private static final int HALVINGS = 200;

    private Binomial() {}

    /** The probability of at most {@code successes} among {@code trials} that succeed at this rate. */
    public static double atMost(int successes, int trials, double rate) {
        check(successes, trials);
        if (successes == trials || rate <= 0) {
            return 1;
        }
        return rate >= 1 ? 0 : IncompleteBeta.of(trials - successes, successes + 1.0, 1 - rate, rate);
    }

    /**
     * The largest rate that so few successes do not refute: at any higher one their probability is below
     * {@code chance}. 1 where there was no trial.
     */
    public static double upperBound(int successes, int trials, double chance) {
        check(successes, trials);
        checkChance(chance);
        if (successes == trials) {
            return 1;
        }
        double low = (double) successes / trials;
        double high = 1;
        for (int i = 0; i < HALVINGS && low < high; i++) {
            double middle = (low + high) / 2;
            if (middle <= low || middle >= high) {
                break;
            }
            if (atMost(successes, trials, middle) > chance) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    /** The smallest rate that so many successes do not refute. 0 where there was no trial. */
    public static double lowerBound(int successes, int trials, double chance) {
        return 1 - upperBound(trials - successes, trials, chance);
    }

    /** The rates that neither side refutes, each with half of what certainty leaves. */
    public static Interval interval(int successes, int trials, double certainty) {
        double chance = (1 - certainty) / 2;
        return new Interval(lowerBound(successes, trials, chance), upperBound(successes, trials, chance));
    }

    /** The fewest trials without any failure that certify a rate. */
    public static int fewestWithoutFailure(double rate, double chance) {
        checkChance(chance);
        return (int) Math.ceil(Math.log(chance) / Math.log1p(-rate));
    }

    private static void check(int successes, int trials) {
        if (successes < 0 || successes > trials) {
            throw new IllegalArgumentException(successes + " of " + trials + " is no count");
        }
    }

    private static void checkChance(double chance) {
        if (!(chance > 0 && chance < 1)) {
            throw new IllegalArgumentException("a chance is above 0 and below 1, not " + chance);
        }
    }

    /** A range of rates, both ends included. */
    public record Interval(double low, double high) {}
}

package dev.weir.gateway.certification;

/**
 * The regularised incomplete beta function for whole numbers, to about 14 digits.
 *
 * <p>The continued fraction is evaluated by Lentz's method (Press et al., Numerical Recipes, 6.4). Its factor in front
 * is a binomial probability, for which logarithms of factorials would lose digits where trials are many: Loader's
 * saddle-point form keeps them ("Fast and accurate computation of binomial probabilities", 2000).
 */
final class IncompleteBeta {

    private static final double TINY = 1e-300;
    private static final double PRECISION = 1e-16;
    private static final int MOST_TERMS = 100_000;
    private static final int EXACT_FACTORIALS = 16;

    private IncompleteBeta() {}

    /**
     * @param a at least 1 and whole
     * @param b likewise
     * @param x above 0 and below 1
     * @param complement {@code 1 - x}, which the caller often knows to more digits
     */
    static double of(double a, double b, double x, double complement) {
        double n = a + b;
        double factor = probability(a, n, x, complement) * (a * b / n);
        return x < (a + 1) / (n + 2) ? factor * fraction(a, b, x) / a : 1 - factor * fraction(b, a, complement) / b;
    }

    /** The probability of {@code k} successes in {@code n} trials; both above 0, and {@code k} below {@code n}. */
    private static double probability(double k, double n, double rate, double complement) {
        double failures = n - k;
        double exponent = stirlingError(n)
                - stirlingError(k)
                - stirlingError(failures)
                - deviance(k, n * rate)
                - deviance(failures, n * complement);
        return Math.exp(exponent) * Math.sqrt(n / (2 * Math.PI * k * failures));
    }

    /** By how much Stirling's formula misses the logarithm of a factorial. */
    private static double stirlingError(double n) {
        if (n < EXACT_FACTORIALS) {
            double factorial = 1;
            for (int i = 2; i <= n; i++) {
                factorial *= i;
            }
            return Math.log(factorial) - ((n + 0.5) * Math.log(n) - n + 0.5 * Math.log(2 * Math.PI));
        }
        double square = n * n;
        return (1 / 12.0 - (1 / 360.0 - (1 / 1260.0 - (1 / 1680.0 - (1 / 1188.0) / square) / square) / square) / square)
                / n;
    }

    /** {@code seen * ln(seen / expected) + expected - seen}, without cancellation where the two are close. */
    private static double deviance(double seen, double expected) {
        double difference = seen - expected;
        if (Math.abs(difference) >= 0.1 * (seen + expected)) {
            return seen * Math.log(seen / expected) + expected - seen;
        }
        double v = difference / (seen + expected);
        double sum = difference * v;
        double term = 2 * seen * v;
        for (int odd = 3; odd < 1000; odd += 2) {
            term *= v * v;
            double next = sum + term / odd;
            if (next == sum) {
                break;
            }
            sum = next;
        }
        return sum;
    }

    private static double fraction(double a, double b, double x) {
        double c = 1;
        double d = inverse(1 - (a + b) * x / (a + 1));
        double value = d;
        for (int m = 1; m <= MOST_TERMS; m++) {
            double even = m * (b - m) * x / ((a + 2.0 * m - 1) * (a + 2.0 * m));
            d = inverse(1 + even * d);
            c = away(1 + even / c);
            value *= d * c;
            double odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1));
            d = inverse(1 + odd * d);
            c = away(1 + odd / c);
            double step = d * c;
            value *= step;
            if (Math.abs(step - 1) <= PRECISION) {
                return value;
            }
        }
        throw new ArithmeticException("no convergence for " + a + ", " + b + ", " + x);
    }

    private static double inverse(double value) {
        return 1 / away(value);
    }

    private static double away(double value) {
        return Math.abs(value) < TINY ? TINY : value;
    }
}

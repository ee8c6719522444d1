package dev.weir.gateway.calibration;

/** The logistic function and its inverse. */
final class Logistic {

    private static final double LEAST = 1e-6;

    private Logistic() {}

    static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    /** The log-odds of a probability, kept away from 0 and 1. */
    static double logit(double probability) {
        double p = Math.clamp(probability, LEAST, 1 - LEAST);
        return Math.log(p) - Math.log1p(-p);
    }
}

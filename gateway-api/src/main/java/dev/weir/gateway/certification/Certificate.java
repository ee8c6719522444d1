package dev.weir.gateway.certification;

import java.time.Instant;

/**
 * The proof behind a threshold: what was seen above it, and what follows.
 *
 * @param threshold the least confidence at which drafts are kept
 * @param seen the labelled requests that were judged, which neither the model nor the calibrator was fitted on
 * @param coverage the share of requests that the threshold keeps, at the declared mix
 * @param bound the accepted error is at most this, with the promise's certainty
 * @param method how the threshold was found
 */
public record Certificate(
        String route,
        Promise promise,
        double threshold,
        Seen seen,
        double coverage,
        double bound,
        Method method,
        Instant certifiedAt,
        Digests digests) {

    public Certificate {
        if (!(threshold >= 0 && threshold <= 1)) {
            throw new IllegalArgumentException("a threshold is 0 to 1, not " + threshold);
        }
        if (!(bound <= promise.errorTarget())) {
            throw new IllegalArgumentException(
                    "a bound of " + bound + " does not certify an error target of " + promise.errorTarget());
        }
    }

    /**
     * Labelled requests at a threshold.
     *
     * @param n how many were judged
     * @param kept how many of them are kept
     * @param wrong how many of those are wrong
     */
    public record Seen(int n, int kept, int wrong) {

        public Seen {
            if (wrong < 0 || wrong > kept || kept > n) {
                throw new IllegalArgumentException(wrong + " of " + kept + " of " + n + " is no count");
            }
        }

        /** The share that is kept; 0 of nothing. */
        public double coverage() {
            return n == 0 ? 0 : (double) kept / n;
        }

        /** The share of the kept that is wrong; 0 of nothing. */
        public double acceptedError() {
            return kept == 0 ? 0 : (double) wrong / kept;
        }
    }

    /** How a threshold was found. */
    public enum Method {
        /** Learn then test: from strict to loose, each look at the whole failure chance, until the first failure. */
        FIXED_SEQUENCE,
        /** Bounds on in-scope and out-of-scope requests by themselves, combined at a declared share. */
        STRATIFIED,
        /** Renewed while serving, from audits. */
        ONLINE
    }
}

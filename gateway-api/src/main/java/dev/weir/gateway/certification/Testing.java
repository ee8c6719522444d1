package dev.weir.gateway.certification;

import dev.weir.gateway.certification.Certificate.Method;
import dev.weir.gateway.certification.Certificate.Seen;

/** What labelled requests say of thresholds, one at a time. */
public interface Testing {

    /** Whether the accepted error at this threshold is at most the target, said with this chance of being wrong. */
    boolean proves(double threshold, double errorTarget, double chance);

    /** The accepted error at this threshold is at most this, said with this chance of being wrong. */
    double bound(double threshold, double chance);

    /** The requests that were judged. */
    Seen seen(double threshold);

    /** The share of requests that the threshold keeps. */
    double coverage(double threshold);

    Method method();
}

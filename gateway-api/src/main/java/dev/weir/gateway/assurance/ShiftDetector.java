package dev.weir.gateway.assurance;

/**
 * Notices that an event has become more frequent than it may be. An e-detector of the CUSUM kind (Shin, Ramdas and
 * Rinaldo 2022): while the event's probability is at most {@code allowed}, the mean time to a false alarm is at least
 * {@code patience} observations. For one thread.
 */
final class ShiftDetector {

    private final double ifItHappens;
    private final double ifItDoesNot;
    private final double alarm;
    private double logEvidence;

    /** @param suspected the probability that is to be noticed soonest; above {@code allowed} */
    ShiftDetector(double allowed, double suspected, double patience) {
        if (!(allowed > 0 && suspected > allowed && suspected < 1)) {
            throw new IllegalArgumentException("cannot tell " + suspected + " from " + allowed);
        }
        this.ifItHappens = Math.log(suspected / allowed);
        this.ifItDoesNot = Math.log((1 - suspected) / (1 - allowed));
        this.alarm = Math.log(patience);
    }

    /** Whether this observation gives the alarm. */
    boolean observe(boolean happened) {
        logEvidence = Math.max(0, logEvidence) + (happened ? ifItHappens : ifItDoesNot);
        return logEvidence >= alarm;
    }
}

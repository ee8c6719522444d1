package dev.weir.escalation;

/**
 * How a hosted model fares right now, for metrics and readiness.
 *
 * @param name the name that operators know it by
 * @param troubled whether chains ask others first: the breaker has just opened, or two attempts in a row failed lately
 * @param callsInFlight calls that hold a place, their retries and pauses included
 * @param callsWaiting calls that wait for a place
 * @param callLimit how many places there are now
 * @param maxConcurrentCalls how many there are when the provider is well
 */
public record HostedHealth(
        String name,
        Breaker breaker,
        boolean troubled,
        int callsInFlight,
        int callsWaiting,
        int callLimit,
        int maxConcurrentCalls) {

    /** Whether calls are let through. */
    public enum Breaker {
        /** All calls go through. */
        CLOSED,
        /** Too many calls failed lately; none goes through for a while. */
        OPEN,
        /** A few calls go through to find out whether the provider has recovered. */
        HALF_OPEN
    }
}

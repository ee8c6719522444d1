package dev.weir.gateway.assurance;

import java.util.OptionalDouble;

/**
 * How a route's promise stands at one moment.
 *
 * @param threshold in force; empty while everything escalates
 * @param labels how many labelled drafts the current era rests on
 * @param requests how many drafts it has seen
 * @param coverage the share of drafts that the threshold keeps, as last counted; 0 without one
 * @param auditedKept how many kept drafts were labelled since the threshold came into force
 * @param auditedWrong how many of those were wrong
 * @param lost how many labels did not come since the beginning
 * @param eras how many eras have begun
 */
public record KeeperStanding(
        State state,
        OptionalDouble threshold,
        long labels,
        long requests,
        double coverage,
        long auditedKept,
        long auditedWrong,
        long lost,
        int eras) {

    /** What an operator has to know first. */
    public enum State {
        /** Nothing is certified yet: everything escalates, and every label counts. */
        EARNING,
        /** A threshold is in force. */
        CERTIFIED,
        /** More kept drafts turned out wrong than the target allows: everything escalates until it is earned again. */
        SUSPENDED_BY_ERRORS,
        /** The traffic is no longer like that on which the threshold was certified: likewise. */
        SUSPENDED_BY_MIX,
        /** An era ended without proof that the threshold still holds: likewise. */
        EXPIRED
    }
}

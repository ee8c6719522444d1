package dev.weir.gateway.hub;

import java.time.Duration;
import java.util.Optional;

/** An attempt failed in a way that another one may not. */
final class TransientFailure extends Exception {

    private final Optional<Duration> after;

    /** @param after how long the server wants to be left alone; empty if it did not say */
    TransientFailure(String what, Optional<Duration> after) {
        super(what, null, false, false);
        this.after = after;
    }

    Optional<Duration> after() {
        return after;
    }
}

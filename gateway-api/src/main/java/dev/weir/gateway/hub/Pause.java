package dev.weir.gateway.hub;

import java.time.Duration;

/** Waits between two attempts. */
@FunctionalInterface
public interface Pause {

    void lasting(Duration duration) throws InterruptedException;
}

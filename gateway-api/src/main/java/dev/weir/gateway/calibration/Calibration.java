package dev.weir.gateway.calibration;

import dev.weir.gateway.routing.Confidence;

/** Turns the evidence of one kind of model into a confidence. Pure; any thread. */
@FunctionalInterface
public interface Calibration<E> {

    Confidence confidenceIn(E evidence);
}

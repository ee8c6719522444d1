package dev.weir.gateway.calibration;

import dev.weir.gateway.routing.Confidence;

/** Another calibration whose confidences are bent by a rising map: the same order, fitted probabilities. */
public record IsotonicCalibration<E>(Calibration<E> inner, Isotonic map) implements Calibration<E> {

    @Override
    public Confidence confidenceIn(E evidence) {
        return new Confidence(map.at(inner.confidenceIn(evidence).value()), true);
    }
}

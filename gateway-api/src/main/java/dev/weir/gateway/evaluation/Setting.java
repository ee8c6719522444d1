package dev.weir.gateway.evaluation;

import dev.weir.gateway.calibration.Calibration;
import dev.weir.gateway.certification.Certificate;
import dev.weir.gateway.certification.Promise;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A route as it would run now.
 *
 * @param calibration what its confidences come from
 * @param threshold from which on it keeps drafts; null when it keeps none
 * @param promise what it owes; what the operator left open has its default
 * @param certificate behind the threshold; null when there is none
 */
public record Setting<E>(
        String route,
        Subject<E> subject,
        Calibration<E> calibration,
        @Nullable Double threshold,
        Promise promise,
        @Nullable Certificate certificate,
        Costs costs,
        Path dataDirectory) {

    /** The same with another calibration and the certificate that goes with it. */
    public Setting<E> with(Calibration<E> other, @Nullable Certificate proof) {
        return new Setting<>(
                route,
                subject,
                other,
                proof == null ? null : proof.threshold(),
                proof == null ? promise : proof.promise(),
                proof,
                costs,
                dataDirectory);
    }
}

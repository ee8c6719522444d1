package dev.weir.gateway.evaluation;

import dev.weir.gateway.calibration.Calibration;
import dev.weir.gateway.certification.Digests;
import dev.weir.gateway.routing.LocalTier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A local model that can be given another calibration.
 *
 * @param digests of what runs: model, tokenizer, template
 * @param shipped the calibration that its folder brings for exactly these files; null when it brings none
 * @param tier the model behind a calibration
 */
public record Subject<E>(
        String model,
        Digests digests,
        EvidenceKind<E> kind,
        @Nullable Calibration<E> shipped,
        Function<Calibration<E>, LocalTier> tier) {

    /** The tier with a calibration that was kept as JSON. */
    public LocalTier calibratedBy(JsonNode calibration) {
        return tier.apply(kind.calibration(calibration));
    }
}

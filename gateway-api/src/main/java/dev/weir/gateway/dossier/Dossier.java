package dev.weir.gateway.dossier;

import dev.weir.gateway.certification.Certificate;
import dev.weir.gateway.certification.Digests;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What is kept of a route and the model that it was calibrated for.
 *
 * @param digests of what it holds for
 * @param calibration the map from evidence to confidence, as {@link CalibrationJson} reads it
 * @param certificate null when no threshold could be certified
 */
public record Dossier(
        String route,
        Digests digests,
        JsonNode calibration,
        @Nullable Certificate certificate) {

    /** The digest of a calibration, for {@link Digests#calibrator}. */
    public static String digestOf(JsonNode calibration) {
        return Sha256.of(calibration.toString());
    }
}

package dev.weir.gateway.wiring;

import dev.weir.gateway.certification.Certificate;
import dev.weir.gateway.certification.Digests;
import dev.weir.gateway.certification.Promise;
import dev.weir.gateway.certification.Reference;
import dev.weir.gateway.config.RouteConfig;
import dev.weir.gateway.dossier.Dossier;
import dev.weir.gateway.dossier.DossierFolder;
import dev.weir.gateway.routing.FixedStanding;
import dev.weir.gateway.routing.LocalTier;
import dev.weir.gateway.routing.Standing;
import dev.weir.gateway.routing.Threshold;
import dev.weir.gateway.wiring.LocalModels.LocalModel;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * What is known of a route at start: which calibration its confidences come from, from which threshold on it keeps
 * drafts, and which certificate is behind that.
 */
final class RouteStarts {

    private static final Logger LOG = LoggerFactory.getLogger("weir");

    private final DossierFolder dossiers;

    RouteStarts(DossierFolder dossiers) {
        this.dossiers = dossiers;
    }

    /** An operator's own threshold goes before a certificate, and a certificate before what the model's folder says. */
    Start of(String route, RouteConfig config, LocalModel local) {
        Promise promise = promise(config);
        Dossier dossier = dossiers.find(route, local.subject().digests()).orElse(null);
        JsonNode calibration = dossier == null ? null : dossier.calibration();
        Digests digests = digests(local, calibration);
        LocalTier tier = calibration == null ? local.tier() : local.subject().calibratedBy(calibration);
        if (config.threshold() != null) {
            return new Start(tier, digests, calibration, new Threshold(config.threshold()), promise, null);
        }
        Certificate certificate = Optional.ofNullable(dossier)
                .map(Dossier::certificate)
                .filter(found -> config.errorTarget() == null || keeps(found, promise, route))
                .orElse(null);
        if (certificate != null) {
            LOG.info(
                    "Route {}: certified on {} that at most {} of what it keeps is wrong, with certainty {}.",
                    route,
                    certificate.certifiedAt(),
                    certificate.promise().errorTarget(),
                    certificate.promise().certainty());
            return new Start(
                    tier,
                    digests,
                    calibration,
                    new Threshold(certificate.threshold()),
                    certificate.promise(),
                    certificate);
        }
        return new Start(
                tier,
                digests,
                calibration,
                calibration == null ? vouched(config, local, promise) : null,
                promise,
                null);
    }

    private static Digests digests(LocalModel local, @Nullable JsonNode calibration) {
        Digests own = local.subject().digests();
        return calibration == null
                ? own
                : new Digests(own.model(), own.tokenizer(), own.template(), Dossier.digestOf(calibration), "");
    }

    /** What the operator asks for; 5 % where nothing is said. */
    static Promise promise(RouteConfig config) {
        return new Promise(
                config.errorTarget() == null ? DEFAULT_TARGET : config.errorTarget(),
                config.certainty(),
                switch (config.reference()) {
                    case HOSTED -> Reference.HOSTED;
                    case LABEL -> Reference.LABEL;
                    case FEEDBACK -> Reference.FEEDBACK;
                });
    }

    private static final double DEFAULT_TARGET = 0.05;

    private static boolean keeps(Certificate certificate, Promise promise, String route) {
        boolean keeps = certificate.promise().implies(promise);
        if (!keeps) {
            LOG.warn(
                    "Route {}: its certificate is for at most {} wrong with certainty {} against '{}', which is less"
                            + " than the route promises now: calibrate again.",
                    route,
                    certificate.promise().errorTarget(),
                    certificate.promise().certainty(),
                    certificate.promise().reference());
        }
        return keeps;
    }

    private static @Nullable Threshold vouched(RouteConfig config, LocalModel local, Promise promise) {
        if (config.errorTarget() == null) {
            return local.threshold();
        }
        Promise brought = local.calibrated().promise();
        return brought != null && brought.implies(promise) ? local.threshold() : null;
    }

    /**
     * How a route starts.
     *
     * @param digests of what a threshold depends on
     * @param calibration from the data directory; null when the model's own is used
     * @param threshold null when nothing vouches for one
     * @param promise that the threshold keeps, or that a certificate is wanted for
     * @param certificate behind the threshold; null when it has none of its own
     */
    record Start(
            LocalTier tier,
            Digests digests,
            @Nullable JsonNode calibration,
            @Nullable Threshold threshold,
            Promise promise,
            @Nullable Certificate certificate) {

        Standing standing() {
            return certificate == null
                    ? Standing.fixed(threshold)
                    : new FixedStanding(Standing.State.CERTIFIED, threshold);
        }
    }
}

package dev.weir.gateway.wiring;

import dev.weir.gateway.calibration.Calibration;
import dev.weir.gateway.calibration.LabelCalibration;
import dev.weir.gateway.calibration.LabelEvidence;
import dev.weir.gateway.calibration.TextCalibration;
import dev.weir.gateway.calibration.TextEvidence;
import dev.weir.gateway.certification.Promise;
import dev.weir.gateway.certification.Reference;
import dev.weir.gateway.config.ConfigurationException;
import dev.weir.gateway.dossier.CalibrationJson;
import dev.weir.gateway.routing.Threshold;
import dev.weir.slm.ModelDescription;
import dev.weir.slm.ModelFolder;
import dev.weir.slm.SlmClassifier;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Reads {@code confidence.json}, which a model folder may bring: how its evidence becomes a confidence, and the threshold it vouches for. */
final class Calibrations {

    static final String FILE = "confidence.json";
    private static final Logger LOG = LoggerFactory.getLogger(Calibrations.class);

    private Calibrations() {}

    /** The calibration of a classifier; an uncalibrated one when the folder brings none, or one for other files. */
    static Calibrated<LabelEvidence> ofLabels(ModelFolder folder, SlmClassifier classifier, ObjectMapper json) {
        JsonNode file = read(folder, classifier.modelDigest(), classifier.tokenizerDigest(), json);
        return file == null
                ? new Calibrated<>(LabelCalibration.uncalibrated(), null, null, false)
                : calibrated(parsed(file, folder, CalibrationJson::labels), file);
    }

    /** The calibration of a generator, likewise. */
    static Calibrated<TextEvidence> ofText(ModelFolder folder, ModelDescription model, ObjectMapper json) {
        JsonNode file = read(folder, model.modelDigest(), model.tokenizerDigest(), json);
        return file == null
                ? new Calibrated<>(TextCalibration.uncalibrated(), null, null, false)
                : calibrated(parsed(file, folder, CalibrationJson::texts), file);
    }

    private static <E> Calibrated<E> calibrated(Calibration<E> calibration, JsonNode file) {
        return new Calibrated<>(calibration, threshold(file), promise(file), true);
    }

    /** SHA-256 of the folder's own calibration; of nothing where it brings none. */
    static String digest(ModelFolder folder) {
        try {
            byte[] bytes = folder.find(FILE).orElse(new byte[0]);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static @Nullable JsonNode read(
            ModelFolder folder, String modelDigest, String tokenizerDigest, ObjectMapper json) {
        byte[] bytes = folder.find(FILE).orElse(null);
        if (bytes == null) {
            return null;
        }
        JsonNode file = parse(bytes, folder, json);
        if (file.path("model_sha256").asString("").equals(modelDigest)
                && file.path("tokenizer_sha256").asString("").equals(tokenizerDigest)) {
            return file;
        }
        LOG.warn("{} was fitted on other files and is void; confidences are uncalibrated.", folder.nameOf(FILE));
        return null;
    }

    private static JsonNode parse(byte[] bytes, ModelFolder folder, ObjectMapper json) {
        try {
            return json.readTree(bytes);
        } catch (JacksonException _) {
            throw new ConfigurationException(folder.nameOf(FILE) + " is not valid JSON; restore or delete it.");
        }
    }

    private static <E> Calibration<E> parsed(
            JsonNode file, ModelFolder folder, Function<JsonNode, Calibration<E>> parser) {
        try {
            return parser.apply(file);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(folder.nameOf(FILE) + " " + e.getMessage() + ".");
        }
    }

    private static @Nullable Threshold threshold(JsonNode file) {
        JsonNode node = file.path("threshold");
        return node.isNumber() ? new Threshold(node.doubleValue()) : null;
    }

    /** What the folder's threshold was certified for: against labels, whoever made the folder. */
    private static @Nullable Promise promise(JsonNode file) {
        JsonNode policy = file.path("threshold_policy");
        return policy.path("error_target").isNumber()
                        && policy.path("certainty").isNumber()
                ? new Promise(
                        policy.path("error_target").doubleValue(),
                        policy.path("certainty").doubleValue(),
                        Reference.LABEL)
                : null;
    }

    /**
     * A calibration with the threshold that its folder vouches for.
     *
     * @param threshold null when it vouches for none
     * @param promise that the threshold was certified for; null when the folder does not say
     * @param fitted false when nothing was fitted, and the confidence only ranks
     */
    record Calibrated<E>(
            Calibration<E> calibration,
            @Nullable Threshold threshold,
            @Nullable Promise promise,
            boolean fitted) {}
}

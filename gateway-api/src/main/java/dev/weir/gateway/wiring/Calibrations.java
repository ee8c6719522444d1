package dev.weir.gateway.wiring;

import dev.weir.gateway.calibration.Calibration;
import dev.weir.gateway.calibration.LabelCalibration;
import dev.weir.gateway.calibration.LabelCalibration.Feature;
import dev.weir.gateway.calibration.LabelCalibration.Term;
import dev.weir.gateway.calibration.LabelEvidence;
import dev.weir.gateway.calibration.TextCalibration;
import dev.weir.gateway.calibration.TextEvidence;
import dev.weir.gateway.config.ConfigurationException;
import dev.weir.gateway.routing.Threshold;
import dev.weir.slm.ModelDescription;
import dev.weir.slm.ModelFolder;
import dev.weir.slm.SlmClassifier;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
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
                ? new Calibrated<>(LabelCalibration.uncalibrated(), null)
                : new Calibrated<>(labelCalibration(file, folder), threshold(file));
    }

    /** The calibration of a generator, likewise. */
    static Calibrated<TextEvidence> ofText(ModelFolder folder, ModelDescription model, ObjectMapper json) {
        JsonNode file = read(folder, model.modelDigest(), model.tokenizerDigest(), json);
        return file == null
                ? new Calibrated<>(TextCalibration.uncalibrated(), null)
                : new Calibrated<>(
                        new TextCalibration(number(file, "slope", folder), number(file, "intercept", folder)),
                        threshold(file));
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

    private static LabelCalibration labelCalibration(JsonNode file, ModelFolder folder) {
        List<Term> terms = IntStream.range(0, file.path("features").size())
                .mapToObj(index -> new Term(
                        feature(file.path("features").path(index).asString(""), folder),
                        file.path("mean").path(index).asDouble(),
                        file.path("scale").path(index).asDouble(),
                        file.path("weights").path(index).asDouble()))
                .toList();
        return new LabelCalibration(number(file, "temperature", folder), terms, number(file, "bias", folder));
    }

    private static Feature feature(String name, ModelFolder folder) {
        for (Feature feature : Feature.values()) {
            if (feature.name().toLowerCase(Locale.ROOT).equals(name)) {
                return feature;
            }
        }
        throw new ConfigurationException(
                folder.nameOf(FILE) + " names the feature '" + name + "', which this version does not know.");
    }

    private static double number(JsonNode file, String name, ModelFolder folder) {
        JsonNode node = file.path(name);
        if (!node.isNumber()) {
            throw new ConfigurationException(folder.nameOf(FILE) + " has no number '" + name + "'.");
        }
        return node.doubleValue();
    }

    private static @Nullable Threshold threshold(JsonNode file) {
        JsonNode node = file.path("threshold");
        return node.isNumber() ? new Threshold(node.doubleValue()) : null;
    }

    /**
     * A calibration with the threshold that its folder vouches for.
     *
     * @param threshold null when it vouches for none
     */
    record Calibrated<E>(
            Calibration<E> calibration, @Nullable Threshold threshold) {}
}

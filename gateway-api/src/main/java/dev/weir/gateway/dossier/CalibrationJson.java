package dev.weir.gateway.dossier;

import dev.weir.gateway.calibration.Calibration;
import dev.weir.gateway.calibration.Isotonic;
import dev.weir.gateway.calibration.IsotonicCalibration;
import dev.weir.gateway.calibration.LabelCalibration;
import dev.weir.gateway.calibration.LabelEvidence;
import dev.weir.gateway.calibration.TextCalibration;
import dev.weir.gateway.calibration.TextEvidence;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Calibrations as JSON: what {@code confidence.json} and dossiers hold. */
public final class CalibrationJson {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String ISOTONIC = "isotonic";
    private static final String SLOPE = "slope";

    private CalibrationJson() {}

    /** A calibration that was fitted on nothing cannot be written: {@link IllegalArgumentException}. */
    public static ObjectNode write(Calibration<?> calibration) {
        return switch (calibration) {
            case LabelCalibration labels -> write(labels);
            case TextCalibration texts -> write(texts);
            case IsotonicCalibration<?> bent -> {
                ObjectNode json = write(bent.inner());
                json.set(ISOTONIC, write(bent.map()));
                yield json;
            }
            default -> throw new IllegalArgumentException("only fitted calibrations can be written");
        };
    }

    /** Of a classifier. Throws {@link IllegalArgumentException} with a sentence when something is missing. */
    public static Calibration<LabelEvidence> labels(JsonNode json) {
        JsonNode names = json.path("features");
        List<LabelCalibration.Term> terms = IntStream.range(0, names.size())
                .mapToObj(i -> new LabelCalibration.Term(
                        named(LabelCalibration.Feature.values(), names.path(i).asString("")),
                        element(json, "mean", i),
                        element(json, "scale", i),
                        element(json, "weights", i)))
                .toList();
        return bent(json, new LabelCalibration(number(json, "temperature"), terms, number(json, "bias")));
    }

    /** Of a generator, likewise. */
    public static Calibration<TextEvidence> texts(JsonNode json) {
        if (json.has(SLOPE)) {
            return bent(json, new TextCalibration(number(json, SLOPE), number(json, "intercept")));
        }
        JsonNode names = json.path("features");
        List<TextCalibration.Term> terms = IntStream.range(0, names.size())
                .mapToObj(i -> new TextCalibration.Term(
                        named(TextCalibration.Feature.values(), names.path(i).asString("")),
                        element(json, "mean", i),
                        element(json, "scale", i),
                        element(json, "weights", i)))
                .toList();
        return bent(json, new TextCalibration(terms, number(json, "bias")));
    }

    private static ObjectNode write(LabelCalibration labels) {
        ObjectNode json = NODES.objectNode().put("temperature", labels.temperature());
        labels.terms().forEach(term -> add(json, term.feature(), term.mean(), term.scale(), term.weight()));
        return json.put("bias", labels.bias());
    }

    private static ObjectNode write(TextCalibration texts) {
        ObjectNode json = NODES.objectNode();
        texts.terms().forEach(term -> add(json, term.feature(), term.mean(), term.scale(), term.weight()));
        return json.put("bias", texts.bias());
    }

    private static ObjectNode write(Isotonic map) {
        ArrayNode scores = NODES.arrayNode();
        ArrayNode probabilities = NODES.arrayNode();
        for (int i = 0; i < map.size(); i++) {
            scores.add(map.score(i));
            probabilities.add(map.probability(i));
        }
        ObjectNode json = NODES.objectNode();
        json.set("scores", scores);
        json.set("probabilities", probabilities);
        return json;
    }

    private static void add(ObjectNode json, Enum<?> feature, double mean, double scale, double weight) {
        json.withArray("features").add(nameOf(feature));
        json.withArray("mean").add(mean);
        json.withArray("scale").add(scale);
        json.withArray("weights").add(weight);
    }

    private static <E> Calibration<E> bent(JsonNode json, Calibration<E> inner) {
        JsonNode map = json.path(ISOTONIC);
        return map.isMissingNode()
                ? inner
                : new IsotonicCalibration<>(
                        inner, Isotonic.through(numbers(map.path("scores")), numbers(map.path("probabilities"))));
    }

    private static <F extends Enum<F>> F named(F[] features, String name) {
        return Arrays.stream(features)
                .filter(feature -> nameOf(feature).equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "names the feature '" + name + "', which this version does not know"));
    }

    private static String nameOf(Enum<?> feature) {
        return feature.name().toLowerCase(Locale.ROOT);
    }

    private static double[] numbers(JsonNode array) {
        return IntStream.range(0, array.size())
                .mapToDouble(i -> array.path(i).asDouble())
                .toArray();
    }

    private static double element(JsonNode json, String name, int index) {
        return number(json.path(name).path(index), name);
    }

    private static double number(JsonNode json, String name) {
        JsonNode node = json.isObject() ? json.path(name) : json;
        if (!node.isNumber()) {
            throw new IllegalArgumentException("has no number '" + name + "'");
        }
        return node.doubleValue();
    }
}

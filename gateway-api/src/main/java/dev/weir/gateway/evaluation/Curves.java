package dev.weir.gateway.evaluation;

import dev.weir.gateway.certification.Certificate.Seen;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** The four curves of a report, each as points from left to right. */
final class Curves {

    private static final int POINTS = 200;

    private Curves() {}

    /** Accepted error over coverage. */
    static List<XY> riskCoverage(Scored scored) {
        return along(scored, seen -> new XY(seen.coverage(), seen.acceptedError()));
    }

    /** Accuracy over confidence, in bins; on the diagonal both are the same. */
    static List<XY> reliability(Scored scored) {
        return scored.bins().stream()
                .map(bin -> new XY(bin.confidence(), bin.accuracy()))
                .toList();
    }

    /** The share of right answers over the share that escalates, if the reference is always right. */
    static List<XY> deferral(Scored scored) {
        return along(scored, seen -> new XY(1 - seen.coverage(), 1 - (double) seen.wrong() / seen.n()))
                .reversed();
    }

    /** The share of right answers over the cost in parts of all-hosted, local work counted as {@code localCost}. */
    static List<XY> costQuality(Scored scored, double localCost) {
        return along(scored, seen -> new XY(localCost + 1 - seen.coverage(), 1 - (double) seen.wrong() / seen.n()))
                .reversed();
    }

    static JsonNode json(List<XY> points) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        points.forEach(point ->
                all.add(JsonNodeFactory.instance.arrayNode().add(point.x()).add(point.y())));
        return all;
    }

    private interface AtThreshold {
        XY of(Seen seen);
    }

    private static List<XY> along(Scored scored, AtThreshold curve) {
        double[] thresholds = scored.sample().thresholds();
        int step = Math.max(1, thresholds.length / POINTS);
        List<XY> points = new ArrayList<>();
        for (int i = step - 1; i < thresholds.length; i += step) {
            points.add(curve.of(scored.sample().at(thresholds[i])));
        }
        return points;
    }

    /** A point. */
    record XY(double x, double y) {}
}

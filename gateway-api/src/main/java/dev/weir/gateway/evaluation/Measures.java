package dev.weir.gateway.evaluation;

import dev.weir.gateway.certification.Binomial;
import dev.weir.gateway.certification.Binomial.Interval;
import dev.weir.gateway.certification.Certificate.Seen;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The numbers of an evaluation, as JSON. */
public final class Measures {

    private static final double INTERVAL_CERTAINTY = 0.95;

    private Measures() {}

    /**
     * Of trials that a calibration has scored.
     *
     * @param threshold null when the route keeps nothing
     */
    public static <E> ObjectNode of(Setting<E> setting, List<Trial<E>> trials, @Nullable Double threshold) {
        Scored scored = Scored.of(trials, setting.calibration());
        double at = threshold == null ? Double.POSITIVE_INFINITY : threshold;
        Seen seen = scored.sample().at(at);
        int right = (int) trials.stream().filter(Trial::right).count();
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("route", setting.route())
                .put("model", setting.subject().model())
                .put("n", seen.n())
                .put("accuracy", scored.accuracy());
        json.set("accuracy_interval", interval(right, seen.n()));
        json.put("threshold", threshold)
                .put("state", setting.certificate() == null ? "uncertified" : "certified")
                .put("kept", seen.kept())
                .put("wrong", seen.wrong())
                .put("coverage", seen.coverage());
        json.set("coverage_interval", interval(seen.kept(), seen.n()));
        json.put("accepted_error", seen.acceptedError());
        json.set("accepted_error_interval", interval(seen.wrong(), seen.kept()));
        addRanking(json, scored);
        json.set("latency_ms", spread(trials, Trial::wallTime));
        json.set("cpu_ms", spread(trials, Trial::cpuTime));
        json.set("cost", cost(setting, trials, at));
        return json;
    }

    private static void addRanking(ObjectNode json, Scored scored) {
        put(json, "auroc_correct", scored.aurocOfCorrectness());
        put(json, "auroc_in_scope", scored.aurocOfScope());
        json.put("aurc", scored.aurc()).put("ece", scored.ece()).put("brier", scored.brier());
    }

    /** JSON has no NaN. */
    private static void put(ObjectNode json, String name, double value) {
        json.put(name, Double.isNaN(value) ? (Double) null : (Double) value);
    }

    private static tools.jackson.databind.JsonNode interval(int successes, int trials) {
        Interval interval = Binomial.interval(successes, trials, INTERVAL_CERTAINTY);
        return JsonNodeFactory.instance.arrayNode().add(interval.low()).add(interval.high());
    }

    private static <E> ObjectNode spread(List<Trial<E>> trials, Function<Trial<E>, Duration> time) {
        double[] millis = trials.stream()
                .mapToDouble(trial -> time.apply(trial).toNanos() / 1e6)
                .sorted()
                .toArray();
        double sum = 0;
        for (double each : millis) {
            sum += each;
        }
        return JsonNodeFactory.instance
                .objectNode()
                .put("mean", sum / millis.length)
                .put("p50", millis[millis.length / 2])
                .put("p95", millis[(int) (0.95 * (millis.length - 1))]);
    }

    private static <E> tools.jackson.databind.JsonNode cost(
            Setting<E> setting, List<Trial<E>> trials, double threshold) {
        List<Boolean> kept = trials.stream()
                .map(trial -> trial.evidence() != null
                        && setting.calibration().confidenceIn(trial.evidence()).value() >= threshold)
                .toList();
        Costs.Comparison cost = setting.costs().of(trials, kept);
        return cost == null
                ? JsonNodeFactory.instance.nullNode()
                : JsonNodeFactory.instance
                        .objectNode()
                        .put("kind", "estimated")
                        .put("local_usd_per_request", cost.local())
                        .put("escalated_usd_per_request", cost.escalated())
                        .put("usd_per_request", cost.total())
                        .put("all_hosted_usd_per_request", cost.allHosted())
                        .put("saved_share", cost.saved());
    }
}

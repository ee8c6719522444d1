package dev.weir.gateway.evaluation;

import dev.weir.gateway.certification.Certificate.Seen;
import dev.weir.gateway.evaluation.Curves.XY;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a calibration or an evaluation found, as one HTML page that needs nothing else, and as JSON.
 *
 * @param facts what the page says first, as a table
 * @param threshold that the curves mark; null for none
 * @param errorTarget a line in the risk-coverage curve; null for none
 * @param localCost of one request in parts of a hosted one; 0 where prices are not known
 */
public record Report(
        String title,
        ObjectNode facts,
        Scored scored,
        @Nullable Double threshold,
        @Nullable Double errorTarget,
        double localCost) {

    private static final String STYLE = """
        :root { color-scheme: light dark; --ink: #1b1f24; --paper: #fff; --line: #d5dae1; --blue: #1d63c4; --red: #c0392b }
        @media (prefers-color-scheme: dark) { :root { --ink: #e4e8ee; --paper: #14171b; --line: #343b45; --blue: #6ea8fe; --red: #ff7b6b } }
        body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
        table { border-collapse: collapse } td { padding: .15rem 1.5rem .15rem 0; border-bottom: 1px solid var(--line); vertical-align: top }
        .charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(22rem, 1fr)); gap: 1.5rem; margin-top: 2rem }
        figure { margin: 0 } figcaption { font-weight: 600 } svg { width: 100%; height: auto } text { fill: var(--ink); font-size: 12px }
        .tick { font-size: 10px; opacity: .75 } .grid { stroke: var(--line) } .curve { stroke: var(--blue); stroke-width: 2; fill: none }
        .level { stroke: var(--red); stroke-dasharray: 5 4 } .hint { stroke: var(--line); stroke-dasharray: 4 4 }
        .bin { fill: var(--blue) } .mark { fill: var(--red) }
        """;

    /** The facts and the points of every curve. */
    public ObjectNode json() {
        ObjectNode json = facts.deepCopy();
        ObjectNode curves = json.putObject("curves");
        curves.set("risk_coverage", Curves.json(Curves.riskCoverage(scored)));
        curves.set("reliability", Curves.json(Curves.reliability(scored)));
        curves.set("deferral", Curves.json(Curves.deferral(scored)));
        curves.set("cost_quality", Curves.json(Curves.costQuality(scored, localCost)));
        return json;
    }

    /** The page. */
    public String html() {
        return String.format(
                Locale.ROOT,
                """
                <!doctype html>
                <html lang="en">
                <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>%s</title>
                <style>%s</style></head>
                <body>
                <h1>%s</h1>
                <table>
                %s
                </table>
                <div class="charts">
                %s
                </div>
                </body>
                </html>
                """,
                escaped(title),
                STYLE,
                escaped(title),
                String.join("\n", rows("", facts)),
                charts().stream().map(Chart::svg).collect(Collectors.joining("\n")));
    }

    private List<Chart> charts() {
        Seen seen = threshold == null ? null : scored.sample().at(threshold);
        return List.of(
                new Chart(
                        "Accepted error by coverage",
                        "coverage",
                        "accepted error",
                        Curves.riskCoverage(scored),
                        seen == null ? null : new XY(seen.coverage(), seen.acceptedError()),
                        errorTarget,
                        false),
                new Chart(
                        "Reliability",
                        "confidence",
                        "share that is right",
                        Curves.reliability(scored),
                        null,
                        null,
                        true),
                new Chart(
                        "Right answers by escalation",
                        "share that escalates",
                        "share that is right, if the reference always is",
                        Curves.deferral(scored),
                        seen == null ? null : new XY(1 - seen.coverage(), quality(seen)),
                        null,
                        false),
                new Chart(
                        "Right answers by cost",
                        "cost, in parts of all-hosted",
                        "share that is right, if the reference always is",
                        Curves.costQuality(scored, localCost),
                        seen == null ? null : new XY(localCost + 1 - seen.coverage(), quality(seen)),
                        null,
                        false));
    }

    private static double quality(Seen seen) {
        return 1 - (double) seen.wrong() / seen.n();
    }

    private static List<String> rows(String prefix, JsonNode facts) {
        List<String> rows = new ArrayList<>();
        for (Map.Entry<String, JsonNode> fact : facts.properties()) {
            String name = prefix + fact.getKey().replace('_', ' ');
            if (fact.getValue().isObject()) {
                rows.addAll(rows(name + ": ", fact.getValue()));
            } else {
                rows.add("<tr><td>" + escaped(name) + "</td><td>" + escaped(text(fact.getValue())) + "</td></tr>");
            }
        }
        return rows;
    }

    private static String text(JsonNode value) {
        if (value.isArray()) {
            return value.valueStream().map(Report::text).collect(Collectors.joining(" to "));
        }
        if (value.isNull()) {
            return "none";
        }
        return value.isNumber() && !value.isIntegralNumber()
                ? String.format(Locale.ROOT, "%.5g", value.doubleValue())
                : value.asString();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}

package dev.weir.slm.schema;

import dev.weir.slm.SlmException;
import dev.weir.slm.automaton.Network;
import dev.weir.slm.regex.Regex;
import dev.weir.slm.regex.RegexNetwork;
import dev.weir.slm.regex.RegexParser;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Writes what a schema allows of one type. */
final class TypeNetwork {

    private static final int UNBOUNDED = RegexNetwork.UNBOUNDED;

    private final JsonNetwork json;
    private final Network network;
    private final ToIntFunction<String> ruleAt;

    TypeNetwork(JsonNetwork json, ToIntFunction<String> ruleAt) {
        this.json = json;
        this.network = json.network();
        this.ruleAt = ruleAt;
    }

    void write(SchemaPlace at, String type, int from, int to) {
        switch (type) {
            case "object" -> new ObjectNetwork(json, ruleAt).write(at, from, to);
            case "array" -> array(at, from, to);
            case "string" -> string(at, from, to);
            case "number" -> number(at, -1, from, to);
            case "integer" -> number(at, 0, from, to);
            case "boolean" -> {
                json.raw(from, "true", to);
                json.raw(from, "false", to);
            }
            default -> json.raw(from, "null", to);
        }
    }

    private void array(SchemaPlace at, int from, int to) {
        int prefix = at.find("prefixItems").map(JsonNode::size).orElse(0);
        Optional<JsonNode> items = at.find("items");
        if (items.isPresent() && items.get().isArray()) {
            throw at.refuse("items", ": a list of schemas is written prefixItems");
        }
        boolean more = items.map(schema -> !schema.isBoolean() || schema.booleanValue())
                .orElse(!at.has("prefixItems"));
        int rest = !more ? -1 : items.isPresent() ? ruleAt.applyAsInt(at.below("items")) : json.value();
        int least = at.count("minItems", 0);
        int most = at.count("maxItems", Integer.MAX_VALUE);
        // From here on, if there may be any number, one more item makes no difference.
        int alike = Math.max(prefix, Math.max(least, 1));
        int written = json.raw(from, "[");
        for (int i = 0; ; i++) {
            if (i >= least) {
                json.raw(written, "]", to);
            }
            if (i >= most || (i >= prefix && !more)) {
                return;
            }
            int item = i < prefix ? ruleAt.applyAsInt(at.below("prefixItems", Integer.toString(i))) : rest;
            boolean loops = most == Integer.MAX_VALUE && i >= alike;
            int next = loops ? written : network.node();
            network.call(i == 0 ? written : json.separator(written, ","), item, next);
            if (loops) {
                return;
            }
            written = next;
        }
    }

    private void string(SchemaPlace at, int from, int to) {
        int least = at.count("minLength", 0);
        int most = at.count("maxLength", UNBOUNDED);
        int inside = json.raw(from, "\"");
        int end = network.node();
        json.raw(end, "\"", to);
        Optional<Regex> pattern = pattern(at);
        if (pattern.isPresent()) {
            RegexNetwork.write(pattern.get(), least, most, network, json::escaped, new int[] {inside, end});
            return;
        }
        for (int i = 0; i < least || i <= most; i++) {
            if (i >= least) {
                network.nothing(inside, end);
            }
            if (i == most) {
                return;
            }
            int next = network.node();
            network.call(inside, json.character(), next);
            inside = next;
        }
        if (most == UNBOUNDED) {
            network.call(inside, json.character(), inside);
            network.nothing(inside, end);
        }
    }

    private static Optional<Regex> pattern(SchemaPlace at) {
        Optional<String> format = at.string("format");
        if (format.isPresent() && at.has("pattern")) {
            throw at.refuse("format", " beside pattern");
        }
        if (format.isPresent()) {
            String known = Formats.pattern(format.get()).orElseThrow(() -> at.refuse("format", ": " + format.get()));
            return Optional.of(RegexParser.parse(known));
        }
        return at.string("pattern").map(pattern -> {
            try {
                return Regex.within(RegexParser.parse(pattern));
            } catch (SlmException.Unsupported e) {
                throw at.refuse("pattern", ": " + e.getMessage());
            }
        });
    }

    private void number(SchemaPlace at, int mostFraction, int from, int to) {
        NumberNetwork numbers = new NumberNetwork(network);
        int fraction = fraction(at, mostFraction);
        NumberNetwork.@Nullable Bound low = bound(at, "minimum", "exclusiveMinimum", 1);
        NumberNetwork.@Nullable Bound high = bound(at, "maximum", "exclusiveMaximum", -1);
        if (low == null && high == null && fraction == 0) {
            numbers.integer(from, to);
        } else if (low == null && high == null && fraction < 0) {
            numbers.any(from, to);
        } else {
            numbers.between(from, low, high, fraction, to);
        }
    }

    /** A multiple of 0.01 has two digits after the point; of 3 it would take more than counting digits. */
    private static int fraction(SchemaPlace at, int mostFraction) {
        if (!at.has("multipleOf")) {
            return mostFraction;
        }
        BigDecimal unit = number(at, "multipleOf").stripTrailingZeros();
        if (unit.unscaledValue().intValue() != 1 || unit.precision() != 1 || unit.scale() < 0 || unit.scale() > 12) {
            throw at.refuse("multipleOf", ": only 1, 0.1, 0.01 and so on can");
        }
        return mostFraction == 0 ? 0 : unit.scale();
    }

    private static NumberNetwork.@Nullable Bound bound(
            SchemaPlace at, String including, String excluding, int direction) {
        NumberNetwork.Bound bound = null;
        if (at.has(including)) {
            bound = new NumberNetwork.Bound(number(at, including), true);
        }
        if (at.has(excluding)) {
            BigDecimal excluded = number(at, excluding);
            if (bound == null || excluded.compareTo(bound.value()) * direction >= 0) {
                bound = new NumberNetwork.Bound(excluded, false);
            }
        }
        return bound;
    }

    private static BigDecimal number(SchemaPlace at, String keyword) {
        BigDecimal number = at.find(keyword)
                .filter(JsonNode::isNumber)
                .map(JsonNode::decimalValue)
                .orElseThrow(() -> at.refuse(keyword, ": it is no number"));
        if (Math.abs((long) number.precision() - number.scale()) > 300 || number.scale() > 300) {
            throw at.refuse(keyword, ": it is too large or too small");
        }
        return number;
    }
}

package dev.weir.slm.schema;

import dev.weir.slm.automaton.CodePoints;
import dev.weir.slm.automaton.Network;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * Writes JSON into a network: without line breaks, and with at most one space, after a comma or a colon. So no text can
 * run away in white space.
 *
 * <p>For one thread.
 */
public final class JsonNetwork {

    private static final CodePoints CONTROL = CodePoints.range(0, 0x1F);
    private static final CodePoints ESCAPED = CONTROL.or(CodePoints.of("\"\\"));
    private static final CodePoints PLAIN = ESCAPED.not();
    private static final Map<Integer, String> SHORT_ESCAPES = Map.of(
            (int) '"',
            "\\\"",
            (int) '\\',
            "\\\\",
            (int) '\b',
            "\\b",
            (int) '\f',
            "\\f",
            (int) '\n',
            "\\n",
            (int) '\r',
            "\\r",
            (int) '\t',
            "\\t");

    private final Network network;
    private final Map<CodePoints, Integer> escapeRules = new HashMap<>();
    private int character = -1;
    private int string = -1;
    private int value = -1;
    private int object = -1;
    private int array = -1;

    public JsonNetwork(Network network) {
        this.network = network;
    }

    Network network() {
        return network;
    }

    /** Writes ASCII as it is; gives the node after it. */
    int raw(int from, String text) {
        return network.text(from, text);
    }

    void raw(int from, String text, int to) {
        network.nothing(raw(from, text), to);
    }

    /** Writes a comma or a colon and perhaps a space; gives the node after it. */
    int separator(int from, String mark) {
        int to = network.node();
        int after = raw(from, mark);
        network.nothing(after, to);
        raw(after, " ", to);
        return to;
    }

    /** Writes one character of the set within a string, escaped only if it must be, and then in one way. */
    void escaped(int from, CodePoints set, int to) {
        network.character(from, set.and(PLAIN), to);
        CodePoints special = set.and(ESCAPED);
        if (!special.isEmpty()) {
            network.call(from, escapeRules.computeIfAbsent(special, this::escapeRule), to);
        }
    }

    private int escapeRule(CodePoints set) {
        int rule = network.rule();
        for (int c = 0; c < 0x80; c++) {
            if (set.contains(c)) {
                raw(
                        network.first(rule),
                        SHORT_ESCAPES.getOrDefault(c, String.format("\\u%04x", c)),
                        network.last(rule));
            }
        }
        return rule;
    }

    /** Writes the text as a string; gives the node after it. */
    int literal(int from, String text) {
        int at = raw(from, "\"");
        for (int c : text.codePoints().toArray()) {
            int to = network.node();
            escaped(at, CodePoints.range(c, c), to);
            at = to;
        }
        return raw(at, "\"");
    }

    /** Writes exactly this value. */
    void literal(int from, JsonNode json, int to) {
        if (json.isString()) {
            network.nothing(literal(from, json.asString()), to);
        } else if (json.isArray()) {
            int at = raw(from, "[");
            for (int i = 0; i < json.size(); i++) {
                int next = network.node();
                literal(i == 0 ? at : separator(at, ","), json.get(i), next);
                at = next;
            }
            raw(at, "]", to);
        } else if (json.isObject()) {
            int begin = raw(from, "{");
            int at = begin;
            for (Map.Entry<String, JsonNode> property : json.properties()) {
                int key = literal(at == begin ? at : separator(at, ","), property.getKey());
                int next = network.node();
                literal(separator(key, ":"), property.getValue(), next);
                at = next;
            }
            raw(at, "}", to);
        } else {
            raw(from, json.toString(), to);
        }
    }

    /** The rule of one character within a string, in whatever way it is escaped; never half a surrogate pair. */
    int character() {
        if (character < 0) {
            character = network.rule();
            int first = network.first(character);
            int last = network.last(character);
            network.character(first, PLAIN, last);
            int escape = raw(first, "\\");
            network.character(escape, CodePoints.of("\"\\/bfnrt"), last);
            int unicode = raw(escape, "u");
            hex(unicode, List.of("0-9a-cA-CefEF", "", "", ""), last);
            hex(unicode, List.of("dD", "0-7", "", ""), last);
            int low = network.node();
            hex(unicode, List.of("dD", "89abAB", "", ""), low);
            hex(raw(low, "\\u"), List.of("dD", "c-fC-F", "", ""), last);
        }
        return character;
    }

    /** Four hexadecimal digits, each of the characters and runs named; any for the empty text. */
    private void hex(int from, List<String> digits, int to) {
        int at = from;
        for (int i = 0; i < digits.size(); i++) {
            String named = digits.get(i).isEmpty() ? "0-9a-fA-F" : digits.get(i);
            CodePoints set = CodePoints.NONE;
            for (int j = 0; j < named.length(); j++) {
                boolean run = j + 2 < named.length() && named.charAt(j + 1) == '-';
                set = set.or(CodePoints.range(named.charAt(j), named.charAt(run ? j + 2 : j)));
                j += run ? 2 : 0;
            }
            int next = i == digits.size() - 1 ? to : network.node();
            network.character(at, set, next);
            at = next;
        }
    }

    /** The rule of any string. */
    int string() {
        if (string < 0) {
            string = network.rule();
            int inside = raw(network.first(string), "\"");
            network.call(inside, character(), inside);
            raw(inside, "\"", network.last(string));
        }
        return string;
    }

    /** The rule of any value. */
    int value() {
        if (value < 0) {
            value = network.rule();
            int first = network.first(value);
            int last = network.last(value);
            for (String word : List.of("true", "false", "null")) {
                raw(first, word, last);
            }
            network.call(first, string(), last);
            network.call(first, object(), last);
            network.call(first, array(), last);
            new NumberNetwork(network).any(first, last);
        }
        return value;
    }

    /** The rule of any object. */
    public int object() {
        if (object < 0) {
            object = network.rule();
            int begin = raw(network.first(object), "{");
            raw(begin, "}", network.last(object));
            int pair = network.node();
            network.nothing(begin, pair);
            int key = network.node();
            network.call(pair, string(), key);
            int written = network.node();
            network.call(separator(key, ":"), value(), written);
            network.nothing(separator(written, ","), pair);
            raw(written, "}", network.last(object));
        }
        return object;
    }

    /** The rule of any array. */
    int array() {
        if (array < 0) {
            array = network.rule();
            int begin = raw(network.first(array), "[");
            raw(begin, "]", network.last(array));
            int item = network.node();
            network.nothing(begin, item);
            int written = network.node();
            network.call(item, value(), written);
            network.nothing(separator(written, ","), item);
            raw(written, "]", network.last(array));
        }
        return array;
    }
}

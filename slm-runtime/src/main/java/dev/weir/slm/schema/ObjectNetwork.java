package dev.weir.slm.schema;

import dev.weir.slm.automaton.CodePoints;
import dev.weir.slm.automaton.Network;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Writes the objects that a schema allows: its properties in its order, and then others if there may be others. */
final class ObjectNetwork {

    /** Names as a tree of characters, to write every name but these. */
    private static final class Names {
        final Map<Integer, Names> next = new LinkedHashMap<>();
        boolean ends;
    }

    private final JsonNetwork json;
    private final Network network;
    private final ToIntFunction<String> ruleAt;

    ObjectNetwork(JsonNetwork json, ToIntFunction<String> ruleAt) {
        this.json = json;
        this.network = json.network();
        this.ruleAt = ruleAt;
    }

    void write(SchemaPlace at, int from, int to) {
        Optional<JsonNode> properties = at.find("properties");
        if (properties.isPresent() && !properties.get().isObject()) {
            throw at.refuse("properties", ": it is no object");
        }
        Set<String> declared = new LinkedHashSet<>(
                properties.map(JsonNode::propertyNames).map(ArrayList::new).orElseGet(ArrayList::new));
        Set<String> required = new LinkedHashSet<>(at.strings("required"));
        int others = others(at);
        List<String> names = new ArrayList<>(declared);
        required.stream().filter(name -> !declared.contains(name)).forEach(names::add);

        // Two roads side by side: nothing has been written yet, or a comma comes before what is written next.
        int empty = json.raw(from, "{");
        Integer written = null;
        for (String name : names) {
            int pair = network.node();
            network.nothing(empty, pair);
            if (written != null) {
                network.nothing(json.separator(written, ","), pair);
            }
            int value = declared.contains(name) ? ruleAt.applyAsInt(at.below("properties", name)) : unnamed(others);
            int next = network.node();
            network.call(json.separator(json.literal(pair, name), ":"), value, next);
            if (required.contains(name)) {
                empty = network.node();
            } else if (written != null) {
                network.nothing(written, next);
            }
            written = next;
        }
        json.raw(empty, "}", to);
        if (written != null) {
            json.raw(written, "}", to);
        }
        if (others >= 0) {
            addOthers(new LinkedHashSet<>(names), others, empty, written, to);
        }
    }

    /** What a required property is that the schema does not describe. */
    private int unnamed(int others) {
        return others >= 0 ? others : json.value();
    }

    /** The rule of properties that are not named; negative if there may be none. */
    private int others(SchemaPlace at) {
        Optional<JsonNode> schema = at.find("additionalProperties");
        if (schema.isEmpty()) {
            return at.has("properties") ? -1 : json.value();
        }
        return schema.get().isBoolean() && !schema.get().booleanValue()
                ? -1
                : ruleAt.applyAsInt(at.below("additionalProperties"));
    }

    private void addOthers(Set<String> named, int rule, int empty, @Nullable Integer written, int to) {
        int pair = network.node();
        network.nothing(empty, pair);
        if (written != null) {
            network.nothing(json.separator(written, ","), pair);
        }
        Names excluded = new Names();
        for (String name : named) {
            Names at = excluded;
            for (int character : name.codePoints().toArray()) {
                at = at.next.computeIfAbsent(character, _ -> new Names());
            }
            at.ends = true;
        }
        int free = network.node();
        json.escaped(free, CodePoints.ALL, free);
        int key = json.raw(free, "\"");
        otherName(json.raw(pair, "\""), excluded, free, key);
        int after = network.node();
        network.call(json.separator(key, ":"), rule, after);
        network.nothing(json.separator(after, ","), pair);
        json.raw(after, "}", to);
    }

    private void otherName(int from, Names excluded, int free, int key) {
        CodePoints rest = CodePoints.ALL;
        for (Map.Entry<Integer, Names> next : excluded.next.entrySet()) {
            CodePoints character = CodePoints.range(next.getKey(), next.getKey());
            rest = rest.and(character.not());
            int to = network.node();
            json.escaped(from, character, to);
            otherName(to, next.getValue(), free, key);
        }
        json.escaped(from, rest, free);
        if (!excluded.ends) {
            json.raw(from, "\"", key);
        }
    }
}

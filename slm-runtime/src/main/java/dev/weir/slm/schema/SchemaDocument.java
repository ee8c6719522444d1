package dev.weir.slm.schema;

import dev.weir.slm.SlmException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/** A whole schema, in which places are found by their pointers. */
final class SchemaDocument {

    private static final int MOST_REFERENCES = 100;

    private final JsonNode root;

    SchemaDocument(JsonNode root) {
        this.root = root;
    }

    SchemaPlace at(String pointer) {
        JsonNode schema = root.at(JsonPointer.compile(pointer));
        if (!schema.isObject() && !schema.isBoolean()) {
            throw new SlmException.Unsupported(
                    "at " + (pointer.isEmpty() ? "its root" : pointer) + " the schema has something that is no schema");
        }
        return new SchemaPlace(schema, pointer);
    }

    /** The pointer that a reference means. */
    String target(SchemaPlace at) {
        String reference = at.string("$ref").orElseThrow();
        if (!reference.equals("#") && !reference.startsWith("#/")) {
            throw at.refuse("$ref", ": only references within the schema can");
        }
        String pointer;
        try {
            pointer = URLDecoder.decode(reference.substring(1).replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw at.refuse("$ref", ": it is no reference");
        }
        if (root.at(JsonPointer.compile(pointer)).isMissingNode()) {
            throw at.refuse("$ref", ": there is nothing at " + pointer);
        }
        return pointer;
    }

    List<SchemaPlace> branches(SchemaPlace at, String keyword) {
        JsonNode list = at.find(keyword).orElseThrow();
        if (!list.isArray() || list.isEmpty()) {
            throw at.refuse(keyword, ": it is no list of schemas");
        }
        List<SchemaPlace> branches = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            branches.add(at(at.below(keyword, Integer.toString(i))));
        }
        return branches;
    }

    /** Whether the whole schema says itself that only objects are valid. */
    boolean isOfObjects() {
        return SchemaNetwork.types(resolved(at(""))).equals(Set.of("object"));
    }

    /** Exactly one schema has to be valid: that is enforced only where no two can be. */
    void refuseOverlap(SchemaPlace at, List<SchemaPlace> branches) {
        for (int i = 0; i < branches.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (!areDisjoint(resolved(branches.get(i)), resolved(branches.get(j)))) {
                    throw at.refuse("oneOf", ", for its schemas " + j + " and " + i + " may both be valid");
                }
            }
        }
    }

    private SchemaPlace resolved(SchemaPlace at) {
        SchemaPlace resolved = at;
        for (int i = 0; i < MOST_REFERENCES && resolved.has("$ref"); i++) {
            resolved = at(target(resolved));
        }
        return resolved;
    }

    private boolean areDisjoint(SchemaPlace a, SchemaPlace b) {
        if (!a.schema().isObject() || !b.schema().isObject()) {
            return false;
        }
        if ((a.has("enum") || a.has("const")) && (b.has("enum") || b.has("const"))) {
            return haveNoCommon(values(a), values(b));
        }
        if (!a.has("type") || !b.has("type")) {
            return false;
        }
        Set<String> types = new HashSet<>(SchemaNetwork.types(a));
        Set<String> others = SchemaNetwork.types(b);
        boolean numbers = (types.contains("number") && others.contains("integer"))
                || (types.contains("integer") && others.contains("number"));
        types.retainAll(others);
        return !numbers && (types.isEmpty() || (types.equals(Set.of("object")) && areToldApart(a, b)));
    }

    /** Whether a property that both require has another constant in each. */
    private boolean areToldApart(SchemaPlace a, SchemaPlace b) {
        List<String> common = new ArrayList<>(a.strings("required"));
        common.retainAll(b.strings("required"));
        return common.stream().anyMatch(name -> {
            Optional<List<JsonNode>> ofA = valuesOf(a, name);
            Optional<List<JsonNode>> ofB = valuesOf(b, name);
            return ofA.isPresent() && ofB.isPresent() && haveNoCommon(ofA.get(), ofB.get());
        });
    }

    private Optional<List<JsonNode>> valuesOf(SchemaPlace at, String property) {
        String pointer = at.below("properties", property);
        if (!root.at(JsonPointer.compile(pointer)).isObject()) {
            return Optional.empty();
        }
        SchemaPlace place = resolved(at(pointer));
        return place.has("enum") || place.has("const") ? Optional.of(values(place)) : Optional.empty();
    }

    private static boolean haveNoCommon(List<JsonNode> a, List<JsonNode> b) {
        return a.stream().noneMatch(value -> b.stream().anyMatch(other -> areEqual(value, other)));
    }

    /** The values that enum and const leave together. */
    List<JsonNode> values(SchemaPlace at) {
        List<JsonNode> values = new ArrayList<>();
        Optional<JsonNode> listed = at.find("enum");
        if (listed.isPresent()) {
            if (!listed.get().isArray()) {
                throw at.refuse("enum", ": it is no list");
            }
            listed.get().forEach(values::add);
        } else {
            at.find("const").ifPresent(values::add);
        }
        at.find("const").ifPresent(only -> values.removeIf(value -> !areEqual(value, only)));
        return values;
    }

    /** Equality of JSON schema: numbers by their value, and the rest by what it is made of. */
    private static boolean areEqual(JsonNode a, JsonNode b) {
        return a.equals(SchemaDocument::compare, b);
    }

    private static int compare(JsonNode a, JsonNode b) {
        if (a.isNumber() && b.isNumber()) {
            return a.decimalValue().compareTo(b.decimalValue());
        }
        return a.equals(b) ? 0 : 1;
    }

    static boolean isOfType(JsonNode value, String type) {
        return switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isString();
            case "boolean" -> value.isBoolean();
            case "null" -> value.isNull();
            case "number" -> value.isNumber();
            default ->
                value.isNumber() && value.decimalValue().stripTrailingZeros().scale() <= 0;
        };
    }
}

package dev.weir.slm.schema;

import dev.weir.slm.SlmException;
import dev.weir.slm.automaton.Network;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes a JSON schema into a network, a rule for each place of the schema, so that references and recursion are calls.
 *
 * <p>What is written always validates. Not everything that validates is written: properties come in the schema's order;
 * without {@code additionalProperties} only those under {@code properties}, and without {@code items} only those under
 * {@code prefixItems}; without {@code type} the types that the other keywords speak of.
 *
 * <p>For one schema, and one thread.
 */
public final class SchemaNetwork {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /** Keywords that forbid nothing. */
    private static final Set<String> HARMLESS = Set.of(
            "title",
            "description",
            "default",
            "examples",
            "deprecated",
            "readOnly",
            "writeOnly",
            "$comment",
            "$schema",
            "$defs",
            "definitions");

    private static final List<String> COMBINING = List.of("$ref", "allOf", "anyOf", "oneOf");

    private static final Map<String, Set<String>> TYPE_KEYWORDS = Map.of(
            "object", Set.of("properties", "required", "additionalProperties"),
            "array", Set.of("items", "prefixItems", "minItems", "maxItems"),
            "string", Set.of("minLength", "maxLength", "pattern", "format"),
            "number", Set.of("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
            "integer", Set.of("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
            "boolean", Set.of(),
            "null", Set.of());

    private final SchemaDocument document;
    private final JsonNetwork json;
    private final TypeNetwork types;
    private final Map<String, Integer> rules = new HashMap<>();
    /** By place: the places that it leads to before anything is written. */
    private final Map<String, Set<String>> leads = new HashMap<>();

    private SchemaNetwork(JsonNode root, JsonNetwork json) {
        this.document = new SchemaDocument(root);
        this.json = json;
        this.types = new TypeNetwork(json, this::rule);
    }

    /**
     * Writes it; gives its rule.
     *
     * @throws SlmException.Unsupported naming the keyword that cannot be enforced, and its place
     */
    public static int write(String schema, Network network) {
        return write(read(schema), new JsonNetwork(network));
    }

    /**
     * Writes a schema of objects; gives its rule. A schema that says nothing of types is one.
     *
     * @throws SlmException.Unsupported naming the keyword that cannot be enforced, and its place
     */
    public static int writeObject(String schema, JsonNetwork json) {
        JsonNode root = read(schema);
        boolean silent =
                root.isObject() && !root.has("type") && COMBINING.stream().noneMatch(root::has);
        if (silent) {
            ((ObjectNode) root).put("type", "object");
        } else if (!new SchemaDocument(root).isOfObjects()) {
            throw new SlmException.Unsupported("the schema at its root allows something else than objects");
        }
        return write(root, json);
    }

    private static JsonNode read(String schema) {
        try {
            return MAPPER.readTree(schema);
        } catch (JacksonException e) {
            throw new SlmException.Unsupported("the schema is not JSON: " + e.getOriginalMessage());
        }
    }

    private static int write(JsonNode root, JsonNetwork json) {
        SchemaNetwork writing = new SchemaNetwork(root, json);
        int rule = writing.rule("");
        writing.refuseCircles();
        return rule;
    }

    /** The rule of the schema at a pointer. */
    private int rule(String pointer) {
        Integer known = rules.get(pointer);
        if (known != null) {
            return known;
        }
        int rule = network().rule();
        rules.put(pointer, rule);
        write(document.at(pointer), network().first(rule), network().last(rule));
        return rule;
    }

    private Network network() {
        return json.network();
    }

    private void write(SchemaPlace at, int from, int to) {
        if (at.schema().isBoolean()) {
            if (at.schema().booleanValue()) {
                network().call(from, json.value(), to);
            }
            return;
        }
        refuseUnknown(at);
        Optional<String> combining = COMBINING.stream().filter(at::has).findFirst();
        if (combining.isPresent()) {
            combine(at, combining.get(), from, to);
        } else if (at.has("const") || at.has("enum")) {
            enumerate(at, from, to);
        } else {
            Set<String> named = types(at);
            if (named.isEmpty()) {
                network().call(from, json.value(), to);
            }
            named.forEach(type -> types.write(at, type, from, to));
        }
    }

    private static void refuseUnknown(SchemaPlace at) {
        for (String keyword : at.schema().propertyNames()) {
            boolean known = HARMLESS.contains(keyword)
                    || COMBINING.contains(keyword)
                    || keyword.equals("type")
                    || keyword.equals("enum")
                    || keyword.equals("const")
                    || TYPE_KEYWORDS.values().stream().anyMatch(keywords -> keywords.contains(keyword))
                    || (keyword.equals("$id") && at.pointer().isEmpty())
                    || (keyword.equals("uniqueItems")
                            && at.schema().get(keyword).isBoolean()
                            && !at.schema().get(keyword).booleanValue());
            if (!known) {
                throw at.refuse(keyword);
            }
        }
    }

    private void combine(SchemaPlace at, String keyword, int from, int to) {
        Set<String> beside = keyword.equals("$ref") ? Set.of("$id") : Set.of("$id", "type");
        at.allowOnly(keyword, HARMLESS, beside);
        if (keyword.equals("$ref")) {
            lead(at, document.target(at), from, to);
            return;
        }
        List<SchemaPlace> branches = document.branches(at, keyword);
        if (keyword.equals("allOf") && branches.size() > 1) {
            throw at.refuse("allOf", ": it has more than one schema");
        }
        if (keyword.equals("oneOf")) {
            document.refuseOverlap(at, branches);
        }
        for (SchemaPlace branch : branches) {
            refuseWider(at, branch);
            lead(at, branch.pointer(), from, to);
        }
    }

    /** A type beside alternatives is enforced where each of them has no other. */
    private void refuseWider(SchemaPlace at, SchemaPlace branch) {
        if (at.has("type")) {
            Set<String> wanted = types(at);
            Set<String> here = branch.schema().isObject() && !branch.has("$ref") ? types(branch) : Set.of();
            boolean within = here.stream()
                    .allMatch(type -> wanted.contains(type) || (type.equals("integer") && wanted.contains("number")));
            if (here.isEmpty() || !within) {
                throw at.refuse("type", ", for the schema at " + branch.pointer() + " allows others");
            }
        }
    }

    private void lead(SchemaPlace at, String pointer, int from, int to) {
        leads.computeIfAbsent(at.pointer(), _ -> new TreeSet<>()).add(pointer);
        network().call(from, rule(pointer), to);
    }

    private void enumerate(SchemaPlace at, int from, int to) {
        String keyword = at.has("enum") ? "enum" : "const";
        at.allowOnly(keyword, HARMLESS, Set.of("$id", "type", "const"));
        Set<String> named = types(at);
        for (JsonNode value : document.values(at)) {
            if (named.isEmpty() || named.stream().anyMatch(type -> SchemaDocument.isOfType(value, type))) {
                json.literal(from, value, to);
            }
        }
    }

    /** The types named, or else those that the keywords speak of; empty for any. */
    static Set<String> types(SchemaPlace at) {
        Set<String> named = new TreeSet<>();
        Optional<JsonNode> type = at.find("type");
        if (type.isPresent()) {
            named.addAll(type.get().isString() ? List.of(type.get().asString()) : new ArrayList<>(at.strings("type")));
            if (!TYPE_KEYWORDS.keySet().containsAll(named)) {
                throw at.refuse("type", ": there is no such type");
            }
            if (named.isEmpty()) {
                throw at.refuse("type", ": it is empty");
            }
        } else {
            TYPE_KEYWORDS.forEach((name, keywords) -> {
                if (keywords.stream().anyMatch(at::has)) {
                    named.add(name);
                }
            });
        }
        if (named.contains("number")) {
            named.remove("integer");
        }
        return named;
    }

    /** A reference that leads back to itself with nothing written on the way says nothing. */
    private void refuseCircles() {
        Set<String> safe = new TreeSet<>();
        leads.keySet().forEach(pointer -> follow(pointer, new TreeSet<>(), safe));
    }

    private void follow(String pointer, Set<String> path, Set<String> safe) {
        if (safe.contains(pointer)) {
            return;
        }
        if (!path.add(pointer)) {
            throw new SlmException.Unsupported("the schema at " + (pointer.isEmpty() ? "its root" : pointer)
                    + " refers to itself and to nothing else, which cannot be enforced");
        }
        leads.getOrDefault(pointer, Set.of()).forEach(next -> follow(next, path, safe));
        path.remove(pointer);
        safe.add(pointer);
    }
}

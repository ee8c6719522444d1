package dev.weir.slm.constraint;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Random schemas, and random values that are valid by them. */
public final class RandomSchema {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private static final List<String> NAMES =
            List.of("a", "ab", "name", "naïve", "日本", "with space", "q\"uote", "back\\slash", "x😀", "");
    private static final List<String> TEXTS = List.of("", "a", "héllo", "日本", "😀😀", "q\"\\", "line\nbreak", "\u0001");

    /** Patterns, each with strings that have a match in them. */
    private static final Map<String, List<String>> PATTERNS = Map.of(
            "^[a-z]{2,4}$", List.of("ab", "abcd"),
            "\\d", List.of("1", "x2y", "日7"),
            "^a|b$", List.of("a", "axx", "b", "xxb"),
            "^[^\"]*$", List.of("", "\\", "é"),
            "\"|\\\\", List.of("\"", "a\\b"),
            "^(\\w+)(, \\w+)*$", List.of("one", "one, two", "a, b, c"),
            "é.?日", List.of("é日", "xéy日z"),
            "^\\S+@\\S+$", List.of("a@b"));

    /** Without email: the judge wants a top-level domain that is in use. */
    private static final Map<String, List<String>> FORMATS = Map.of(
            "date", List.of("2024-02-29", "1999-12-31", "2000-02-29"),
            "time", List.of("23:59:59Z", "00:00:00.123+01:00"),
            "date-time", List.of("2024-01-31T12:00:00Z"),
            "uuid", List.of("123e4567-e89b-12d3-a456-426614174000"),
            "ipv4", List.of("127.0.0.1", "255.255.255.255"),
            "ipv6", List.of("2001:db8:0:0:0:0:0:1"),
            "hostname", List.of("example.com"),
            "duration", List.of("P3D", "PT5M", "P2W"));

    private final Random random;
    private final ObjectNode root;

    public RandomSchema(Random random) {
        this.random = random;
        ObjectNode list = MAPPER.createObjectNode().put("type", "object");
        list.putObject("properties").set("value", schema(0));
        ArrayNode next = ((ObjectNode) list.get("properties")).putObject("next").putArray("anyOf");
        next.addObject().put("$ref", "#/$defs/list");
        next.addObject().put("type", "null");
        list.putArray("required").add("next");
        this.root = schema(3);
        root.putObject("$defs").set("list", list);
        ((ObjectNode) root.get("$defs")).set("other", schema(1));
    }

    public String text() {
        return root.toString();
    }

    /** A value that is valid, written without spaces. */
    String value() {
        return value(root, 6);
    }

    private ObjectNode schema(int depth) {
        ObjectNode schema = MAPPER.createObjectNode();
        switch (random.nextInt(depth > 0 ? 13 : 8)) {
            case 0 -> schema.put("type", random.nextBoolean() ? "boolean" : "null");
            case 1 -> string(schema);
            case 2 -> strings(schema);
            case 3 -> integer(schema);
            case 4 -> number(schema);
            case 5 -> constants(schema);
            case 6 -> schema.put("$ref", "#/$defs/list");
            case 7 -> schema.putArray("type").add("null").add("integer").add("string");
            case 8 -> array(schema, depth);
            case 9 -> {
                for (int i = random.nextInt(3); i >= 0; i--) {
                    schema.withArray("anyOf").add(schema(depth - 1));
                }
            }
            case 10 -> schema.putArray(random.nextBoolean() ? "allOf" : "oneOf").add(schema(depth - 1));
            default -> object(schema, depth);
        }
        return schema.has("$ref") ? schema : schema.put("description", "d");
    }

    private void string(ObjectNode schema) {
        schema.put("type", "string");
        int least = random.nextInt(4);
        if (random.nextBoolean()) {
            schema.put("minLength", least);
        }
        if (random.nextBoolean()) {
            schema.put("maxLength", least + random.nextInt(3));
        }
    }

    private void strings(ObjectNode schema) {
        boolean format = random.nextBoolean();
        Map<String, List<String>> from = format ? FORMATS : PATTERNS;
        List<String> keys = from.keySet().stream().sorted().toList();
        schema.put("type", "string").put(format ? "format" : "pattern", keys.get(random.nextInt(keys.size())));
    }

    private void integer(ObjectNode schema) {
        long low = random.nextInt(3000) - 1500L;
        schema.put("type", "integer");
        switch (random.nextInt(4)) {
            case 0 -> schema.put("minimum", low).put("maximum", low + random.nextInt(500));
            case 1 -> schema.put("exclusiveMinimum", low);
            case 2 -> schema.put("exclusiveMaximum", low).put("multipleOf", 1);
            default -> {}
        }
    }

    private void number(ObjectNode schema) {
        double low = (random.nextInt(4000) - 2000) / (random.nextBoolean() ? 100.0 : 4.0);
        schema.put("type", "number");
        switch (random.nextInt(5)) {
            case 0 -> schema.put("minimum", low).put("maximum", low + random.nextInt(50));
            case 1 -> schema.put("exclusiveMinimum", low).put("exclusiveMaximum", low + 1 + random.nextInt(5));
            case 2 -> schema.put("maximum", low);
            case 3 -> schema.put("multipleOf", 0.01);
            default -> {}
        }
    }

    private void constants(ObjectNode schema) {
        List<JsonNode> values = List.of(
                MAPPER.readTree("\"red\""),
                MAPPER.readTree("\"re\\\"d\\n\""),
                MAPPER.readTree("12"),
                MAPPER.readTree("1.50"),
                MAPPER.readTree("null"),
                MAPPER.readTree("{\"a\":[1,{}],\"b\":\"日\"}"),
                MAPPER.readTree("[]"));
        if (random.nextBoolean()) {
            schema.set("const", values.get(random.nextInt(values.size())));
            return;
        }
        ArrayNode listed = schema.putArray("enum");
        values.stream().filter(_ -> random.nextBoolean()).forEach(listed::add);
        listed.add("last");
    }

    private void array(ObjectNode schema, int depth) {
        schema.put("type", "array");
        int least = random.nextInt(3);
        if (random.nextInt(3) == 0) {
            schema.putArray("prefixItems").add(schema(depth - 1)).add(schema(depth - 1));
            if (random.nextBoolean()) {
                schema.put("minItems", least);
            }
            if (random.nextBoolean()) {
                schema.put("items", false);
            }
            return;
        }
        schema.set("items", schema(depth - 1));
        if (random.nextBoolean()) {
            schema.put("minItems", least).put("maxItems", least + random.nextInt(3));
        }
    }

    private void object(ObjectNode schema, int depth) {
        schema.put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = schema.putArray("required");
        for (int i = random.nextInt(4); i >= 0; i--) {
            String name = NAMES.get(random.nextInt(NAMES.size()));
            if (!properties.has(name) && random.nextInt(4) > 0) {
                required.add(name);
            }
            properties.set(name, schema(depth - 1));
        }
        switch (random.nextInt(5)) {
            case 0 -> schema.put("additionalProperties", true);
            case 1 -> schema.set("additionalProperties", schema(0));
            case 2 -> {}
            default -> schema.put("additionalProperties", false);
        }
    }

    private String value(JsonNode schema, int depth) {
        if (schema.has("$ref")) {
            return value(root.at(schema.get("$ref").asString().substring(1)), depth - 1);
        }
        for (String keyword : List.of("anyOf", "allOf", "oneOf")) {
            if (schema.has(keyword)) {
                JsonNode branches = schema.get(keyword);
                return value(
                        branches.get(depth > 0 ? random.nextInt(branches.size()) : branches.size() - 1), depth - 1);
            }
        }
        if (schema.has("const")) {
            return schema.get("const").toString();
        }
        if (schema.has("enum")) {
            return schema.get("enum")
                    .get(random.nextInt(schema.get("enum").size()))
                    .toString();
        }
        if (!schema.has("type")) {
            return "{\"any\":[1,true,\"\\u00e9\"]}";
        }
        String type = schema.get("type").isArray()
                ? schema.get("type").get(random.nextInt(3)).asString()
                : schema.get("type").asString();
        return switch (type) {
            case "object" -> objectValue(schema, depth);
            case "array" -> arrayValue(schema, depth);
            case "string" -> MAPPER.writeValueAsString(stringValue(schema));
            case "integer", "number" -> numberValue(schema, type.equals("integer"));
            case "boolean" -> Boolean.toString(random.nextBoolean());
            default -> "null";
        };
    }

    private String objectValue(JsonNode schema, int depth) {
        List<String> required = new ArrayList<>();
        schema.path("required").forEach(name -> required.add(name.asString()));
        List<String> pairs = new ArrayList<>();
        schema.path("properties").properties().forEach(property -> {
            if (required.contains(property.getKey()) || (depth > 0 && random.nextBoolean())) {
                pairs.add(MAPPER.writeValueAsString(property.getKey()) + ":" + value(property.getValue(), depth - 1));
            }
        });
        JsonNode others = schema.path("additionalProperties");
        if (others.isObject() || others.asBoolean(false)) {
            for (String name : List.of("a2", "nam", "日", "\"", "longer name")) {
                if (random.nextInt(3) == 0) {
                    pairs.add(MAPPER.writeValueAsString(name) + ":" + value(others, depth - 1));
                }
            }
        }
        return "{" + String.join(",", pairs) + "}";
    }

    private String arrayValue(JsonNode schema, int depth) {
        List<String> items = new ArrayList<>();
        int least = schema.path("minItems").asInt(0);
        if (schema.has("prefixItems")) {
            int size = Math.min(2, Math.max(least, random.nextInt(3)));
            for (int i = 0; i < size; i++) {
                items.add(value(schema.get("prefixItems").get(i), depth - 1));
            }
        } else {
            int most = Math.max(least, depth > 0 ? schema.path("maxItems").asInt(least + 2) : 0);
            for (int i = least + random.nextInt(most - least + 1); i > 0; i--) {
                items.add(value(schema.get("items"), depth - 1));
            }
        }
        return "[" + String.join(",", items) + "]";
    }

    private String stringValue(JsonNode schema) {
        for (String keyword : List.of("pattern", "format")) {
            if (schema.has(keyword)) {
                Map<String, List<String>> known = keyword.equals("pattern") ? PATTERNS : FORMATS;
                List<String> texts = known.getOrDefault(schema.get(keyword).asString(), List.of());
                return texts.get(random.nextInt(texts.size()));
            }
        }
        int least = schema.path("minLength").asInt(0);
        int most = schema.path("maxLength").asInt(least + 3);
        StringBuilder text = new StringBuilder(TEXTS.get(random.nextInt(TEXTS.size())));
        while (text.codePoints().count() < least) {
            text.append("é");
        }
        while (text.codePoints().count() > most) {
            text.setLength(text.offsetByCodePoints(text.length(), -1));
        }
        return text.toString();
    }

    private String numberValue(JsonNode schema, boolean integer) {
        double step = integer ? 1 : 0.01;
        double low = schema.has("minimum")
                ? schema.get("minimum").asDouble()
                : schema.has("exclusiveMinimum")
                        ? schema.get("exclusiveMinimum").asDouble() + step
                        : -1e9;
        double high = schema.has("maximum")
                ? schema.get("maximum").asDouble()
                : schema.has("exclusiveMaximum")
                        ? schema.get("exclusiveMaximum").asDouble() - step
                        : Math.max(low, 1e9);
        double value = low + random.nextDouble() * (high - low);
        return integer
                ? Long.toString(Math.round(Math.min(high, Math.max(low, value))))
                : new BigDecimal(value)
                        .setScale(2, low == high ? RoundingMode.HALF_EVEN : RoundingMode.FLOOR)
                        .max(BigDecimal.valueOf(low))
                        .toPlainString();
    }
}

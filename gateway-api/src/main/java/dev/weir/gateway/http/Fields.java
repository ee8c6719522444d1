package dev.weir.gateway.http;

import java.util.Collection;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads typed fields of one JSON object of a request. A field that is absent or null reads as null; one of the wrong
 * type or range is a {@link ProblemException} that names its path.
 */
final class Fields {

    private final ObjectNode object;
    private final String prefix;

    private Fields(ObjectNode object, String prefix) {
        this.object = object;
        this.prefix = prefix;
    }

    static Fields of(ObjectNode object) {
        return new Fields(object, "");
    }

    /** @param path of the node in the request, such as {@code messages[0]} */
    static Fields of(JsonNode node, String path) {
        if (node instanceof ObjectNode object) {
            return new Fields(object, path + ".");
        }
        throw ProblemException.invalidType(path, "an object", nameOf(node));
    }

    String path(String name) {
        return prefix + name;
    }

    Collection<String> names() {
        return object.propertyNames();
    }

    @Nullable
    JsonNode get(String name) {
        JsonNode node = object.get(name);
        return node == null || node.isNull() ? null : node;
    }

    JsonNode require(String name) {
        JsonNode node = object.get(name);
        if (node == null) {
            throw ProblemException.missing(path(name));
        }
        return node;
    }

    String requireString(String name) {
        JsonNode node = require(name);
        if (!node.isString()) {
            throw ProblemException.invalidType(path(name), "a string", nameOf(node));
        }
        return node.stringValue();
    }

    @Nullable
    String string(String name) {
        return get(name) == null ? null : requireString(name);
    }

    boolean flag(String name) {
        JsonNode node = get(name);
        if (node == null) {
            return false;
        }
        if (!node.isBoolean()) {
            throw ProblemException.invalidType(path(name), "a boolean", nameOf(node));
        }
        return node.booleanValue();
    }

    @Nullable
    Double number(String name, double least, double most) {
        JsonNode node = get(name);
        if (node == null) {
            return null;
        }
        if (!node.isNumber()) {
            throw ProblemException.invalidType(path(name), "a number", nameOf(node));
        }
        double value = node.decimalValue().doubleValue();
        if (!(value >= least && value <= most)) {
            throw ProblemException.invalidValue(path(name), "it must be %s to %s".formatted(shown(least), shown(most)));
        }
        return value;
    }

    @Nullable
    Long integer(String name, long least, long most) {
        JsonNode node = get(name);
        if (node == null) {
            return null;
        }
        if (!node.isIntegralNumber()) {
            throw ProblemException.invalidType(path(name), "an integer", nameOf(node));
        }
        if (!node.canConvertToLong() || node.longValue() < least || node.longValue() > most) {
            throw ProblemException.invalidValue(path(name), "it must be %d to %d".formatted(least, most));
        }
        return node.longValue();
    }

    @Nullable
    JsonNode array(String name) {
        JsonNode node = get(name);
        if (node != null && !node.isArray()) {
            throw ProblemException.invalidType(path(name), "an array", nameOf(node));
        }
        return node;
    }

    @Nullable
    JsonNode object(String name) {
        JsonNode node = get(name);
        if (node != null && !node.isObject()) {
            throw ProblemException.invalidType(path(name), "an object", nameOf(node));
        }
        return node;
    }

    /** A JSON type with its article, for messages. */
    static String nameOf(JsonNode node) {
        return switch (node.getNodeType()) {
            case ARRAY -> "an array";
            case OBJECT, POJO -> "an object";
            case STRING, BINARY -> "a string";
            case BOOLEAN -> "a boolean";
            case NUMBER -> node.isIntegralNumber() ? "an integer" : "a decimal number";
            case NULL, MISSING -> "null";
        };
    }

    private static String shown(double bound) {
        return bound == Math.rint(bound) ? Long.toString((long) bound) : Double.toString(bound);
    }
}

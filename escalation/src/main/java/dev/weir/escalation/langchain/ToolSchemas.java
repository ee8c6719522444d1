package dev.weir.escalation.langchain;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The schema of a function's arguments as its caller wrote it. */
final class ToolSchemas {

    private ToolSchemas() {}

    /** A function without parameters takes an empty object. */
    static JsonNode of(ObjectNode function) {
        if (function.path("parameters").isObject()) {
            return function.path("parameters");
        }
        ObjectNode none = JsonNodeFactory.instance.objectNode().put("type", "object");
        none.putObject("properties");
        return none;
    }

    static boolean isStrict(ObjectNode function) {
        return function.path("strict").asBoolean(false);
    }
}

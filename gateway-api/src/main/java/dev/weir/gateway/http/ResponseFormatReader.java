package dev.weir.gateway.http;

import dev.weir.gateway.routing.AnswerForm;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads {@code response_format} into the form that the router's tiers understand. */
final class ResponseFormatReader {

    private static final int NAME_LENGTH = 64;

    private ResponseFormatReader() {}

    static AnswerForm read(Fields request) {
        JsonNode format = request.object("response_format");
        if (format == null) {
            return new AnswerForm.Text();
        }
        Fields fields = Fields.of(format, "response_format");
        return switch (fields.requireString("type")) {
            case "text" -> new AnswerForm.Text();
            case "json_object" -> new AnswerForm.JsonObject();
            case "json_schema" -> schema(fields);
            default ->
                throw ProblemException.invalidValue(
                        "response_format.type", "it must be text, json_object or json_schema");
        };
    }

    private static AnswerForm schema(Fields format) {
        Fields named = Fields.of(format.require("json_schema"), "response_format.json_schema");
        String name = named.requireString("name");
        if (name.isEmpty() || name.length() > NAME_LENGTH) {
            throw ProblemException.invalidValue(named.path("name"), "it must have 1 to 64 characters");
        }
        named.flag("strict");
        JsonNode schema = named.object("schema");
        return schema == null
                ? new AnswerForm.Schema("{}", null)
                : new AnswerForm.Schema(schema.toString(), oneProperty(schema));
    }

    /** Null unless the schema asks for an object with exactly one property that holds a string, and for nothing else. */
    static AnswerForm.@Nullable OneProperty oneProperty(JsonNode schema) {
        JsonNode properties = schema.path("properties");
        if (!"object".equals(schema.path("type").asString("")) || properties.size() != 1) {
            return null;
        }
        var property = properties.properties().iterator().next();
        List<String> allowed = allowedStrings(property.getValue());
        boolean kept = schema.properties().stream()
                .allMatch(keyword -> isKeptByOne(property.getKey(), keyword.getKey(), keyword.getValue()));
        return allowed == null || !kept ? null : new AnswerForm.OneProperty(property.getKey(), allowed);
    }

    /** Whether an object with this property alone keeps to a keyword of the schema, whatever the property's text is. */
    private static boolean isKeptByOne(String property, String keyword, JsonNode value) {
        return switch (keyword) {
            case "type", "properties", "title", "description", "$schema" -> true;
            case "additionalProperties" -> value.isBoolean();
            case "required" ->
                value.isArray() && value.valueStream().allMatch(name -> property.equals(name.asString("")));
            default -> false;
        };
    }

    /** The strings that a property may hold, empty for any; null when it is not such a property. */
    private static @Nullable List<String> allowedStrings(JsonNode property) {
        List<String> allowed = new ArrayList<>();
        for (var keyword : property.properties()) {
            switch (keyword.getKey()) {
                case "type" -> {
                    if (!"string".equals(keyword.getValue().asString(""))) {
                        return null;
                    }
                }
                case "enum" -> {
                    for (JsonNode value : keyword.getValue()) {
                        if (value.isString()) {
                            allowed.add(value.stringValue());
                        }
                    }
                    if (allowed.isEmpty()) {
                        return null;
                    }
                }
                case "description", "title" -> {}
                default -> {
                    return null;
                }
            }
        }
        return allowed;
    }
}

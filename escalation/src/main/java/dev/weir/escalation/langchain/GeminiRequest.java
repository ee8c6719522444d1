package dev.weir.escalation.langchain;

import dev.langchain4j.model.chat.request.ToolChoice;
import dev.weir.escalation.translation.TranslatedRequest;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What LangChain4j's request for Gemini lacks. */
final class GeminiRequest {

    private GeminiRequest() {}

    static void complete(ObjectNode composed, TranslatedRequest request) {
        composed.set("contents", turns(composed.path("contents"), signatures(request.body())));
        completeTools(composed, request);
        ObjectNode generation = composed.withObject("/generationConfig");
        if (request.body().path("seed").isInt()) {
            generation.set("seed", request.body().path("seed"));
        }
        JsonNode schema = request.jsonSchema();
        if (schema != null || request.wantsJsonObject()) {
            generation.put("responseMimeType", "application/json");
        }
        if (schema != null) {
            generation.set("responseJsonSchema", schema.path("schema"));
        }
    }

    /** The results of calls that were made together have to come together. */
    private static ArrayNode turns(JsonNode contents, Map<String, JsonNode> signatures) {
        ArrayNode turns = ((ArrayNode) contents).arrayNode();
        for (JsonNode content : contents) {
            content.path("parts").forEach(part -> sign(part, signatures));
            JsonNode last = turns.path(turns.size() - 1);
            if (last.path("role").equals(content.path("role"))) {
                ((ArrayNode) last.path("parts")).addAll((ArrayNode) content.path("parts"));
            } else {
                turns.add(content);
            }
        }
        return turns;
    }

    /** Gemini wants back what it sent along with a call. */
    private static void sign(JsonNode part, Map<String, JsonNode> signatures) {
        JsonNode signature = signatures.get(part.at("/functionCall/id").asString(""));
        if (signature != null) {
            ((ObjectNode) part).set("thoughtSignature", signature);
        }
    }

    private static Map<String, JsonNode> signatures(ObjectNode body) {
        Map<String, JsonNode> byCall = new HashMap<>();
        for (JsonNode message : body.path("messages")) {
            for (JsonNode call : message.path("tool_calls")) {
                JsonNode signature = call.at("/extra_content/google/thought_signature");
                if (signature.isString()) {
                    byCall.put(call.path("id").asString(""), signature);
                }
            }
        }
        return byCall;
    }

    private static void completeTools(ObjectNode composed, TranslatedRequest request) {
        if (request.tools().isEmpty()) {
            return;
        }
        for (int i = 0; i < request.tools().size(); i++) {
            ObjectNode declaration =
                    (ObjectNode) composed.at("/tools/0/functionDeclarations").get(i);
            declaration.remove("parameters");
            declaration.set(
                    "parametersJsonSchema", ToolSchemas.of(request.tools().get(i)));
        }
        ObjectNode calling = composed.putObject("toolConfig")
                .putObject("functionCallingConfig")
                .put("mode", mode(request));
        if (request.onlyTool() != null) {
            calling.putArray("allowedFunctionNames").add(request.onlyTool());
        }
    }

    /** {@code VALIDATED} is Gemini's strictness: what it calls keeps to its schema. */
    private static String mode(TranslatedRequest request) {
        ToolChoice choice = request.chat().toolChoice();
        if (choice == ToolChoice.REQUIRED) {
            return "ANY";
        }
        if (choice == ToolChoice.NONE) {
            return "NONE";
        }
        return request.tools().stream().anyMatch(ToolSchemas::isStrict) ? "VALIDATED" : "AUTO";
    }
}

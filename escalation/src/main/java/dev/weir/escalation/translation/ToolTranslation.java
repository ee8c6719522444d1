package dev.weir.escalation.translation;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.weir.escalation.EscalationException.Unsupported;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The tools of a request. LangChain4j is given their names and descriptions only: its schemas have no place for many
 * keywords, so that dialects write the caller's own.
 *
 * @param functions as the caller described them
 */
record ToolTranslation(
        List<ObjectNode> functions,
        ToolChoice choice,
        @Nullable String onlyTool) {

    static ToolTranslation of(ObjectNode body) {
        List<ObjectNode> functions = functions(body.path("tools"));
        JsonNode choice = body.path("tool_choice");
        if (choice.isObject()) {
            return named(functions, choice);
        }
        return new ToolTranslation(functions, mode(choice.asString("auto")), null);
    }

    private static List<ObjectNode> functions(JsonNode tools) {
        List<ObjectNode> functions = new ArrayList<>();
        for (JsonNode tool : tools) {
            if (!(tool.path("function") instanceof ObjectNode function)) {
                throw new Unsupported("tools");
            }
            functions.add(function);
        }
        return functions;
    }

    private static ToolTranslation named(List<ObjectNode> functions, JsonNode choice) {
        return switch (choice.path("type").asString("")) {
            case "function" ->
                new ToolTranslation(
                        functions,
                        ToolChoice.REQUIRED,
                        choice.path("function").path("name").asString(""));
            case "allowed_tools" -> allowed(functions, choice.path("allowed_tools"));
            default -> throw new Unsupported("tool_choice");
        };
    }

    /** What may not be called is not shown. */
    private static ToolTranslation allowed(List<ObjectNode> functions, JsonNode allowed) {
        Set<String> names = StreamSupport.stream(allowed.path("tools").spliterator(), false)
                .map(tool -> tool.path("function").path("name").asString(""))
                .collect(Collectors.toSet());
        List<ObjectNode> shown = functions.stream()
                .filter(function -> names.contains(function.path("name").asString("")))
                .toList();
        return new ToolTranslation(shown, mode(allowed.path("mode").asString("auto")), null);
    }

    private static ToolChoice mode(String word) {
        return switch (word) {
            case "auto" -> ToolChoice.AUTO;
            case "none" -> ToolChoice.NONE;
            case "required" -> ToolChoice.REQUIRED;
            default -> throw new Unsupported("tool_choice");
        };
    }

    List<ToolSpecification> specifications() {
        return functions.stream()
                .map(function -> ToolSpecification.builder()
                        .name(function.path("name").asString(""))
                        .description(
                                function.path("description").isString()
                                        ? function.path("description").stringValue()
                                        : null)
                        .build())
                .toList();
    }
}

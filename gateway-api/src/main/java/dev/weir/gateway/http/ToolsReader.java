package dev.weir.gateway.http;

import dev.weir.gateway.routing.Tools;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Reads {@code tools}, {@code tool_choice} and {@code parallel_tool_calls}. */
final class ToolsReader {

    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,64}");

    private final Fields request;
    private final List<String> beyondText;
    private final List<Tools.Function> functions = new ArrayList<>();
    private final List<String> names = new ArrayList<>();

    /** @param beyondText collects the paths of tools that are no functions */
    ToolsReader(Fields request, List<String> beyondText) {
        this.request = request;
        this.beyondText = beyondText;
    }

    Tools read() {
        JsonNode tools = request.array("tools");
        boolean parallel = request.get("parallel_tool_calls") == null || request.flag("parallel_tool_calls");
        for (int i = 0; tools != null && i < tools.size(); i++) {
            readTool(tools.get(i), "tools[" + i + "]");
        }
        JsonNode choice = request.get("tool_choice");
        if (choice == null) {
            return functions.isEmpty() ? Tools.NONE : new Tools(functions, names, Tools.Use.AUTO, parallel);
        }
        if (choice.isString()) {
            return new Tools(functions, names, use(choice.stringValue(), "tool_choice"), parallel);
        }
        return chosen(Fields.of(choice, "tool_choice"), parallel);
    }

    private void readTool(JsonNode node, String path) {
        Fields tool = Fields.of(node, path);
        switch (tool.requireString("type")) {
            case "function" -> {
                Fields function = Fields.of(tool.require("function"), tool.path("function"));
                String name = name(function);
                if (names.contains(name)) {
                    throw ProblemException.invalidValue(function.path("name"), "another tool has this name");
                }
                function.flag("strict");
                JsonNode parameters = function.object("parameters");
                names.add(name);
                functions.add(new Tools.Function(
                        name,
                        node.toString(),
                        function.string("description"),
                        parameters == null ? null : parameters.toString(),
                        parameters == null ? null : ResponseFormatReader.oneProperty(parameters)));
            }
            case "custom" -> beyondText.add(tool.path("type"));
            default -> throw ProblemException.invalidValue(tool.path("type"), "it must be function or custom");
        }
    }

    private static String name(Fields function) {
        String name = function.requireString("name");
        if (!NAME.matcher(name).matches()) {
            throw ProblemException.invalidValue(
                    function.path("name"), "it must be 1 to 64 letters, digits, underscores or dashes");
        }
        return name;
    }

    private Tools chosen(Fields choice, boolean parallel) {
        return switch (choice.requireString("type")) {
            case "function" -> new Tools(functions, List.of(named(choice)), Tools.Use.REQUIRED, parallel);
            case "allowed_tools" -> allowed(choice, parallel);
            case "custom" -> {
                beyondText.add("tool_choice");
                yield new Tools(functions, names, Tools.Use.REQUIRED, parallel);
            }
            default ->
                throw ProblemException.invalidValue("tool_choice.type", "it must be function, allowed_tools or custom");
        };
    }

    private Tools allowed(Fields choice, boolean parallel) {
        Fields allowed = Fields.of(choice.require("allowed_tools"), choice.path("allowed_tools"));
        Tools.Use use = use(allowed.requireString("mode"), allowed.path("mode"));
        if (use == Tools.Use.FORBIDDEN) {
            throw ProblemException.invalidValue(allowed.path("mode"), "it must be auto or required");
        }
        JsonNode listed = allowed.array("tools");
        List<String> callable = new ArrayList<>();
        for (int i = 0; listed != null && i < listed.size(); i++) {
            callable.add(named(Fields.of(listed.get(i), allowed.path("tools[" + i + "]"))));
        }
        if (callable.isEmpty()) {
            throw ProblemException.invalidValue(allowed.path("tools"), "it must name at least one tool");
        }
        return new Tools(functions, callable, use, parallel);
    }

    /** The name in a tool that is only referred to. */
    private String named(Fields tool) {
        Fields function = Fields.of(tool.require("function"), tool.path("function"));
        String name = function.requireString("name");
        if (!names.contains(name)) {
            throw ProblemException.invalidValue(function.path("name"), "no tool has this name");
        }
        return name;
    }

    private Tools.Use use(String word, String path) {
        return switch (word) {
            case "none" -> Tools.Use.FORBIDDEN;
            case "auto" -> Tools.Use.AUTO;
            case "required" -> {
                if (functions.isEmpty() && beyondText.isEmpty()) {
                    throw ProblemException.invalidValue(path, "there are no tools that could be called");
                }
                yield Tools.Use.REQUIRED;
            }
            default -> throw ProblemException.invalidValue(path, "it must be none, auto or required");
        };
    }
}

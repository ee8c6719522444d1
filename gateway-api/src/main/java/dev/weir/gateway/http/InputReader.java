package dev.weir.gateway.http;

import dev.weir.gateway.routing.Message;
import dev.weir.gateway.routing.ToolCall;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Reads {@code input} of decisions and responses: a text, or items. Flattens parts to text and notes what is none; a
 * call and its result become messages as they are in a chat.
 */
final class InputReader {

    private static final Set<String> ROLES = Set.of("user", "developer", "system", "assistant");
    private static final Set<String> TEXT_PARTS = Set.of("input_text", "output_text", "text");
    private static final Set<String> OTHER_PARTS = Set.of("input_image", "input_file", "input_audio");

    private final List<String> beyondText;
    private final List<Message> messages = new ArrayList<>();
    private final Set<String> calls = new HashSet<>();

    /** @param beyondText collects the paths of what asks for more than text */
    InputReader(List<String> beyondText) {
        this.beyondText = beyondText;
    }

    List<Message> read(Fields request) {
        JsonNode input = request.require("input");
        if (input.isString()) {
            if (input.stringValue().isBlank()) {
                throw ProblemException.invalidValue("input", "it must not be empty");
            }
            return List.of(new Message("user", input.stringValue()));
        }
        if (!input.isArray()) {
            throw ProblemException.invalidType("input", "a string or an array of items", Fields.nameOf(input));
        }
        if (input.isEmpty()) {
            throw ProblemException.invalidValue("input", "it must hold at least one item");
        }
        for (int i = 0; i < input.size(); i++) {
            item(Fields.of(input.get(i), "input[" + i + "]"));
        }
        return List.copyOf(messages);
    }

    private void item(Fields item) {
        String type = item.string("type");
        switch (type == null ? "message" : type) {
            case "message" -> message(item);
            case "function_call" -> call(item, "arguments");
            case "custom_tool_call" -> call(item, "input");
            case "function_call_output", "custom_tool_call_output" -> output(item);
            case "reasoning" -> {
                // Thoughts of an earlier turn say nothing to another model.
            }
            default ->
                throw ProblemException.invalidValue(
                        item.path("type"),
                        "it must be message, function_call, function_call_output, custom_tool_call,"
                                + " custom_tool_call_output or reasoning");
        }
    }

    private void message(Fields item) {
        String role = item.requireString("role");
        if (!ROLES.contains(role)) {
            throw ProblemException.invalidValue(item.path("role"), "it must be user, developer, system or assistant");
        }
        messages.add(new Message(
                role.equals("developer") ? "system" : role, text(item.require("content"), item.path("content"))));
    }

    private void call(Fields item, String arguments) {
        String id = item.requireString("call_id");
        calls.add(id);
        ToolCall call = new ToolCall(id, item.requireString("name"), item.requireString(arguments));
        Message last = messages.isEmpty() ? null : messages.getLast();
        if (last != null && last.role().equals("assistant")) {
            List<ToolCall> all = new ArrayList<>(last.calls());
            all.add(call);
            messages.set(messages.size() - 1, new Message("assistant", last.text(), all, null));
        } else {
            messages.add(new Message("assistant", "", List.of(call), null));
        }
    }

    private void output(Fields item) {
        String id = item.requireString("call_id");
        if (!calls.contains(id)) {
            throw ProblemException.invalidValue(item.path("call_id"), "no call before it has this id");
        }
        messages.add(new Message("tool", text(item.require("output"), item.path("output")), List.of(), id));
    }

    /** A string, or the text of the parts. */
    String text(JsonNode content, String path) {
        if (content.isString()) {
            return content.stringValue();
        }
        if (!content.isArray()) {
            throw ProblemException.invalidType(path, "a string or an array of parts", Fields.nameOf(content));
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < content.size(); i++) {
            text.append(part(Fields.of(content.get(i), path + "[" + i + "]")));
        }
        return text.toString();
    }

    private String part(Fields part) {
        String type = part.requireString("type");
        if (TEXT_PARTS.contains(type)) {
            return part.requireString("text");
        }
        if (type.equals("refusal")) {
            return part.requireString("refusal");
        }
        if (type.equals("input_json")) {
            return part.require("data").toString();
        }
        if (OTHER_PARTS.contains(type)) {
            beyondText.add(part.path("type"));
            return "";
        }
        throw ProblemException.invalidValue(part.path("type"), "it is no kind of part that an input has");
    }
}

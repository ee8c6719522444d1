package dev.weir.gateway.http;

import dev.weir.gateway.routing.Message;
import dev.weir.gateway.routing.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads {@code messages}: flattens text parts, and notes what is not text. */
final class MessagesReader {

    private static final Set<String> ROLES = Set.of("developer", "system", "user", "assistant", "tool", "function");
    private static final Set<String> TEXT_PARTS = Set.of("text", "refusal");
    private static final Set<String> OTHER_PARTS = Set.of("image_url", "input_audio", "file");

    private final List<String> beyondText;

    /** @param beyondText collects the paths of what asks for more than text */
    MessagesReader(List<String> beyondText) {
        this.beyondText = beyondText;
    }

    List<Message> read(Fields request) {
        JsonNode messages = request.require("messages");
        if (!messages.isArray()) {
            throw ProblemException.invalidType("messages", "an array of objects", Fields.nameOf(messages));
        }
        if (messages.isEmpty()) {
            throw ProblemException.invalidValue("messages", "it must hold at least one message");
        }
        List<Message> read = new ArrayList<>(messages.size());
        for (int i = 0; i < messages.size(); i++) {
            read.add(message(Fields.of(messages.get(i), "messages[" + i + "]")));
        }
        return read;
    }

    private Message message(Fields message) {
        String role = message.requireString("role");
        if (!ROLES.contains(role)) {
            throw ProblemException.invalidValue(
                    message.path("role"), "it must be developer, system, user, assistant or tool");
        }
        message.string("name");
        JsonNode listed = message.array("tool_calls");
        boolean calling = (listed != null && !listed.isEmpty()) || message.object("function_call") != null;
        if (message.object("function_call") != null || role.equals("function")) {
            beyondText.add(message.path(role.equals("function") ? "role" : "function_call"));
        }
        String text = content(message, role, calling);
        if (role.equals("user") && text != null && text.isBlank()) {
            throw ProblemException.invalidValue(message.path("content"), "it must not be empty");
        }
        return new Message(
                role.equals("developer") ? "system" : role,
                text == null ? "" : text,
                listed == null ? List.of() : calls(listed, message.path("tool_calls")),
                role.equals("tool") ? message.requireString("tool_call_id") : null);
    }

    private List<ToolCall> calls(JsonNode listed, String path) {
        List<ToolCall> calls = new ArrayList<>();
        for (int i = 0; i < listed.size(); i++) {
            Fields call = Fields.of(listed.get(i), path + "[" + i + "]");
            String id = call.requireString("id");
            String type = call.requireString("type");
            if (!type.equals("function")) {
                beyondText.add(call.path("type"));
                continue;
            }
            Fields function = Fields.of(call.require("function"), call.path("function"));
            calls.add(new ToolCall(id, function.requireString("name"), function.requireString("arguments")));
        }
        return calls;
    }

    /** Null where the content has no text, only parts of other kinds. */
    private @Nullable String content(Fields message, String role, boolean calling) {
        JsonNode content = message.get("content");
        if (content == null) {
            if (role.equals("assistant") && (calling || message.get("refusal") != null)) {
                return "";
            }
            throw message.names().contains("content")
                    ? ProblemException.invalidType(message.path("content"), "a string or an array of parts", "null")
                    : ProblemException.missing(message.path("content"));
        }
        if (content.isString()) {
            return content.stringValue();
        }
        if (!content.isArray()) {
            throw ProblemException.invalidType(
                    message.path("content"), "a string or an array of parts", Fields.nameOf(content));
        }
        return parts(content, message.path("content"));
    }

    private @Nullable String parts(JsonNode parts, String path) {
        StringBuilder text = new StringBuilder();
        boolean onlyText = true;
        for (int i = 0; i < parts.size(); i++) {
            Fields part = Fields.of(parts.get(i), path + "[" + i + "]");
            String type = part.requireString("type");
            if (TEXT_PARTS.contains(type)) {
                text.append(part.requireString(type));
            } else if (OTHER_PARTS.contains(type)) {
                beyondText.add(path + "[" + i + "].type");
                onlyText = false;
            } else {
                throw ProblemException.invalidValue(
                        part.path("type"), "it must be text, image_url, input_audio, file or refusal");
            }
        }
        return onlyText || !text.isEmpty() ? text.toString() : null;
    }
}

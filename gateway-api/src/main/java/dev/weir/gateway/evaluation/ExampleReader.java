package dev.weir.gateway.evaluation;

import dev.weir.gateway.routing.Message;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads labelled requests: one JSON object a line, with {@code text} or {@code messages}, and {@code expected}. */
public final class ExampleReader {

    private static final int NAMED_AT_MOST = 10;

    private final JsonMapper json = new JsonMapper();
    private final List<Example> examples = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();

    private ExampleReader() {}

    /** Empty lines count but say nothing. Throws {@link EvaluationException} with every bad line, at most ten of them. */
    public static List<Example> read(Path file) {
        try {
            return new ExampleReader().read(Files.readAllLines(file, StandardCharsets.UTF_8), file);
        } catch (IOException e) {
            throw new EvaluationException("cannot read " + file + ": it is missing, or not text in UTF-8.");
        }
    }

    private List<Example> read(List<String> lines, Path file) {
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                add(lines.get(i), i + 1);
            }
        }
        if (!wrong.isEmpty()) {
            throw new EvaluationException(
                    file + " has " + wrong.size() + (wrong.size() == 1 ? " line" : " lines") + " that cannot be used: "
                            + wrong.stream().limit(NAMED_AT_MOST).collect(Collectors.joining("; "))
                            + (wrong.size() > NAMED_AT_MOST ? "; and more." : "."));
        }
        if (examples.isEmpty()) {
            throw new EvaluationException(file + " has no labelled requests.");
        }
        return List.copyOf(examples);
    }

    private void add(String line, int number) {
        try {
            JsonNode row = json.readTree(line);
            String fault = fault(row);
            if (fault != null) {
                wrong.add("line " + number + " " + fault);
                return;
            }
            JsonNode expected = row.path("expected");
            examples.add(new Example(number, messages(row), expected.isNull() ? null : text(expected)));
        } catch (JacksonException _) {
            wrong.add("line " + number + " is not valid JSON");
        }
    }

    private static @Nullable String fault(JsonNode row) {
        if (!row.isObject()) {
            return "is not an object";
        }
        if (row.has("text") == row.has("messages")) {
            return "needs 'text' or 'messages', and not both";
        }
        if (row.has("text") && !row.path("text").isString()) {
            return "has a 'text' that is no text";
        }
        if (row.has("messages") && !areMessages(row.path("messages"))) {
            return "has 'messages' that are not objects with 'role' and 'content' as text";
        }
        return row.has("expected") ? null : "has no 'expected' (null says that no local answer can be right)";
    }

    private static boolean areMessages(JsonNode messages) {
        return messages.isArray()
                && !messages.isEmpty()
                && messages.valueStream()
                        .allMatch(message -> message.path("role").isString()
                                && message.path("content").isString());
    }

    private static List<Message> messages(JsonNode row) {
        return row.has("text")
                ? List.of(new Message("user", row.path("text").asString()))
                : row.path("messages")
                        .valueStream()
                        .map(message -> new Message(
                                message.path("role").asString(),
                                message.path("content").asString()))
                        .toList();
    }

    /** An expected object or number is compared as the JSON that it is. */
    private static String text(JsonNode expected) {
        return expected.isString() ? expected.asString() : expected.toString();
    }
}

package dev.weir.escalation.langchain;

import dev.weir.escalation.HostedUsage;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Guesses the tokens of a call whose provider counted none: four characters of text to a token. */
public final class TokenEstimate {

    private static final int CHARACTERS_PER_TOKEN = 4;
    private static final Set<String> NOT_TEXT = Set.of("role", "id", "type", "data", "file_data");
    private static final List<String> ASKED = List.of("messages", "tools", "prompt", "input", "questions");
    private static final String DATA_URL = "data:";

    private TokenEstimate() {}

    /**
     * What a call probably used.
     *
     * @param answerCharacters as counted by {@link #textLength}
     */
    public static HostedUsage of(ObjectNode request, long answerCharacters) {
        long asked = ASKED.stream()
                .mapToLong(field -> textLength(request.path(field)))
                .sum();
        return new HostedUsage(tokens(asked), 0, tokens(answerCharacters), false);
    }

    /** Characters of all text below a node; pictures and sounds that travel as text do not count. */
    public static long textLength(JsonNode node) {
        if (node.isString()) {
            String text = node.stringValue();
            return text.startsWith(DATA_URL) ? 0 : text.length();
        }
        long length = 0;
        for (var field : node.properties()) {
            length += NOT_TEXT.contains(field.getKey()) ? 0 : textLength(field.getValue());
        }
        if (node.isArray()) {
            for (JsonNode element : node) {
                length += textLength(element);
            }
        }
        return length;
    }

    private static long tokens(long characters) {
        return (characters + CHARACTERS_PER_TOKEN - 1) / CHARACTERS_PER_TOKEN;
    }
}

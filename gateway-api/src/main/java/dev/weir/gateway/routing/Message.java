package dev.weir.gateway.routing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One message of a conversation, its parts flattened to text.
 *
 * @param role {@code system}, {@code user}, {@code assistant} or {@code tool}; {@code developer} has become {@code system}
 * @param calls what an assistant called
 * @param answered the id of the call whose result this is; null unless the role is {@code tool}
 */
public record Message(
        String role,
        String text,
        List<ToolCall> calls,
        @Nullable String answered) {

    public Message {
        calls = List.copyOf(calls);
    }

    /** A message of text alone. */
    public Message(String role, String text) {
        this(role, text, List.of(), null);
    }

    /** Whether it is part of a function's use. */
    public boolean isOfTools() {
        return !calls.isEmpty() || answered != null;
    }
}

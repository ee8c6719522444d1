package dev.weir.slm;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One turn of a conversation.
 *
 * @param role as the model's chat template knows it: {@code system}, {@code user}, {@code assistant} or {@code tool}
 * @param content the turn's text; never read as template code
 * @param toolCalls the calls that the assistant wrote in this turn; otherwise empty
 * @param toolCallId in a tool's turn, the call that it answers; null where it is not said
 */
public record ChatTurn(
        String role,
        String content,
        List<ToolCall> toolCalls,
        @Nullable String toolCallId) {

    public ChatTurn {
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(content, "content");
        toolCalls = List.copyOf(toolCalls);
    }

    /** A turn that is text alone. */
    public ChatTurn(String role, String content) {
        this(role, content, List.of(), null);
    }
}

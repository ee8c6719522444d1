package dev.weir.slm;

import java.util.Objects;

/**
 * One turn of a conversation.
 *
 * @param role as the model's chat template knows it: {@code system}, {@code user}, {@code assistant} or {@code tool}
 * @param content the turn's text; never read as template code
 */
public record ChatTurn(String role, String content) {

    public ChatTurn {
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(content, "content");
    }
}

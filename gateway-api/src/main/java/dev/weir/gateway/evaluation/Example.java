package dev.weir.gateway.evaluation;

import dev.weir.gateway.routing.Message;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A labelled request.
 *
 * @param line of the file, from 1
 * @param expected the right answer; null when no local answer can be right
 */
public record Example(
        int line, List<Message> messages, @Nullable String expected) {

    public Example {
        messages = List.copyOf(messages);
    }
}

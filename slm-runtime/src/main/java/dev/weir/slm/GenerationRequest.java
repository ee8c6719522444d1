package dev.weir.slm;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a generative model is asked for: the next turn of a conversation, or what follows a text.
 *
 * @param turns the conversation, oldest first; empty if and only if there is a prompt
 * @param prompt a text to go on with as it is, without a chat template; null for a conversation
 * @param maxTokens the most tokens to generate, at least 1; null means whatever the context still holds
 * @param sampling null means the model's own defaults (its {@code generation_config.json})
 * @param stops generation ends before the first of these strings; none is empty
 * @param deadline the instant after which the answer is worthless; null means none
 */
public record GenerationRequest(
        List<ChatTurn> turns,
        @Nullable String prompt,
        @Nullable Integer maxTokens,
        @Nullable Sampling sampling,
        List<String> stops,
        @Nullable Instant deadline) {

    public GenerationRequest {
        turns = List.copyOf(turns);
        stops = List.copyOf(stops);
        if (turns.isEmpty() == (prompt == null)) {
            throw new IllegalArgumentException("there must be either turns or a prompt");
        }
        if (maxTokens != null && maxTokens < 1) {
            throw new IllegalArgumentException("maxTokens must be at least 1, not " + maxTokens);
        }
        if (stops.stream().anyMatch(String::isEmpty)) {
            throw new IllegalArgumentException("a stop string must not be empty");
        }
    }

    /** Asks for the next turn of a conversation. */
    public GenerationRequest(
            List<ChatTurn> turns,
            @Nullable Integer maxTokens,
            @Nullable Sampling sampling,
            List<String> stops,
            @Nullable Instant deadline) {
        this(turns, null, maxTokens, sampling, stops, deadline);
    }

    /** Asks for what follows a text. */
    public static GenerationRequest continuing(
            String prompt, @Nullable Integer maxTokens, @Nullable Sampling sampling) {
        return new GenerationRequest(List.of(), prompt, maxTokens, sampling, List.of(), null);
    }
}

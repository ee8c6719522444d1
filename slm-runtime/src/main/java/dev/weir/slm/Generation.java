package dev.weir.slm;

import java.time.Duration;
import java.util.List;

/**
 * A finished generation.
 *
 * @param text what was written, without special tokens, calls and the stop string
 * @param toolCalls the calls of tools that were written to their end; none has an id
 * @param tokens one entry per generated token, the end token included when it was drawn
 * @param promptTokens how many tokens the rendered conversation had
 * @param completionTokens how many tokens were generated
 * @param finish why it ended
 * @param weighed the natural logarithm of the probability of each text that was to be weighed; empty if none was
 * @param cpuTime processor time that this generation took, over all threads
 */
public record Generation(
        String text,
        List<ToolCall> toolCalls,
        List<TokenEvidence> tokens,
        int promptTokens,
        int completionTokens,
        Finish finish,
        List<Double> weighed,
        Duration cpuTime) {

    /** Why a generation ended. */
    public enum Finish {
        /** The model drew an end token, or wrote a stop string. */
        STOP,
        /** The token limit or the context's end was reached. */
        LENGTH
    }

    public Generation {
        toolCalls = List.copyOf(toolCalls);
        tokens = List.copyOf(tokens);
        weighed = List.copyOf(weighed);
    }
}

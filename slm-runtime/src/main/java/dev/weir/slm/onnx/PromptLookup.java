package dev.weir.slm.onnx;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Guesses the next tokens of a text that repeats itself: what followed the last time that its last tokens occurred.
 * Answers that quote their prompt, as extractions and edits do, are guessed well. After wrong guesses it pauses, longer
 * each time. Prompt lookup is described in Saxena, "Prompt Lookup Decoding" (2023).
 */
final class PromptLookup {

    /** How many last tokens must have occurred before. */
    private static final int MATCH = 3;

    private static final int LEAST = 4;
    private static final int MOST = 12;
    private static final int LONGEST_PAUSE = 64;

    /** Where the text went on after each run of {@link #MATCH} tokens, the last time but the present. */
    private final Map<Run, Integer> continuations = new HashMap<>();

    private int indexed = MATCH;
    private int length = LEAST;
    private int pause;
    private int nextPause = 1;

    /** A guess of the tokens after the first {@code known} of these; empty where nothing suggests one. */
    long[] guess(long[] tokens, int known) {
        // The run at the end itself is not indexed yet: nothing follows it.
        for (; indexed < known; indexed++) {
            continuations.put(Run.before(tokens, indexed), indexed);
        }
        if (pause > 0) {
            pause--;
            return new long[0];
        }
        if (known < MATCH) {
            return new long[0];
        }
        Integer from = continuations.get(Run.before(tokens, known));
        return from == null ? new long[0] : Arrays.copyOfRange(tokens, from, Math.min(known, from + length));
    }

    /** Learns how many tokens of a guess were right. */
    void judge(int guessed, int right) {
        if (right == guessed) {
            length = Math.min(MOST, 2 * length);
            nextPause = 1;
        } else if (right == 0) {
            length = LEAST;
            pause = nextPause;
            nextPause = Math.min(LONGEST_PAUSE, 2 * nextPause);
        } else {
            length = Math.max(LEAST, right + 1);
            nextPause = 1;
        }
    }

    private record Run(long first, long second, long third) {
        static Run before(long[] tokens, int end) {
            return new Run(tokens[end - 3], tokens[end - 2], tokens[end - 1]);
        }
    }
}

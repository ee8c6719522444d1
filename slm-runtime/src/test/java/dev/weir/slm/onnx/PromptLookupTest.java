package dev.weir.slm.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PromptLookupTest {

    private static final long[] REPEATING = {1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3};

    private final PromptLookup lookup = new PromptLookup();

    @Test
    void guessesWhatFollowedTheSameTokens() {
        assertThat(lookup.guess(REPEATING, REPEATING.length)).containsExactly(4, 5, 6, 7);
    }

    @Test
    void guessesWhatFollowedTheLastTime() {
        long[] tokens = {1, 2, 3, 4, 0, 1, 2, 3, 5, 0, 1, 2, 3};

        assertThat(lookup.guess(tokens, tokens.length)).startsWith(5);
    }

    @Test
    void guessesNothingOfATextThatDoesNotRepeatItself() {
        long[] tokens = LongStream.range(0, 50).toArray();

        assertThat(lookup.guess(tokens, tokens.length)).isEmpty();
    }

    @Test
    void guessesNothingOfAShortText() {
        assertThat(lookup.guess(new long[] {1, 1}, 2)).isEmpty();
    }

    @Test
    void looksAtKnownTokensAlone() {
        long[] longer = {1, 2, 3, 4, 5, 1, 2, 3, 99, 99, 99};

        assertThat(lookup.guess(longer, 8)).containsExactly(4, 5, 1, 2);
    }

    @Test
    void pausesLongerAfterEachWrongGuess() {
        lookup.judge(4, 0);
        assertThat(guessesAfter(1)).isTrue();

        lookup.judge(4, 0);
        assertThat(guessesAfter(2)).isTrue();
    }

    @Test
    void guessesMoreWhenItIsRight() {
        lookup.judge(4, 4);

        assertThat(lookup.guess(REPEATING, REPEATING.length)).containsExactly(4, 5, 6, 7, 8, 9, 1, 2);
    }

    /** Whether it guesses nothing so many times, and then something. */
    private boolean guessesAfter(int pauses) {
        for (int i = 0; i < pauses; i++) {
            assertThat(lookup.guess(REPEATING, REPEATING.length)).isEmpty();
        }
        return lookup.guess(REPEATING, REPEATING.length).length > 0;
    }
}

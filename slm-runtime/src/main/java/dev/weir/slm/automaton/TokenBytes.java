package dev.weir.slm.automaton;

import org.jspecify.annotations.Nullable;

/** What each token of a vocabulary adds to the decoded text. */
public interface TokenBytes {

    /**
     * UTF-8 has no byte from here on. A special token that a constraint may ask for has one of these instead of text, and
     * no other token has any.
     */
    int FIRST_MARK = 0xF8;

    /** All tokens are below this. */
    int size();

    /** The bytes of UTF-8 that the token adds; null for a token that is no text. Not to be changed. */
    byte @Nullable [] bytes(int token);

    /** What the token adds where the text begins with it; some tokenizers drop a space there. */
    default byte @Nullable [] firstBytes(int token) {
        return bytes(token);
    }

    /** Whether any token adds something else where the text begins with it. */
    default boolean firstDiffers() {
        return false;
    }
}

package dev.weir.gateway.routing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One token of an answer, and how probable it was for the model before anything changed its distribution. The bytes of
 * all tokens of a text, one after the other, are the text.
 *
 * @param alternatives the most probable tokens at its place, the most probable first; as many as were asked for
 */
public record TokenLogProbability(Token token, double logProbability, List<Alternative> alternatives) {

    public TokenLogProbability {
        alternatives = List.copyOf(alternatives);
    }

    /**
     * A token as text.
     *
     * @param text with a mark in the place of bytes that are no whole character
     * @param bytes from 0 to 255, of UTF-8; null for a token that is no part of a text
     */
    public record Token(String text, @Nullable List<Integer> bytes) {

        public Token {
            bytes = bytes == null ? null : List.copyOf(bytes);
        }
    }

    /** A token that might have come, and how probable it was. */
    public record Alternative(Token token, double logProbability) {}
}

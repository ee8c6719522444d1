package dev.weir.slm.regex;

import dev.weir.slm.SlmException;

/** A pattern that is read from left to right, character by character. For one thread. */
final class PatternText {

    /** What {@link #peek} gives where the pattern is over. */
    static final int END = -1;

    private final String pattern;
    private final int[] characters;
    private int at;

    PatternText(String pattern) {
        this.pattern = pattern;
        this.characters = pattern.codePoints().toArray();
    }

    boolean atEnd() {
        return at == characters.length;
    }

    /** The position of what comes next, counted in characters from 0. */
    int at() {
        return at;
    }

    int peek() {
        return atEnd() ? END : characters[at];
    }

    int peekSecond() {
        return at + 1 < characters.length ? characters[at + 1] : END;
    }

    int next() {
        if (atEnd()) {
            throw refuse("an end where something is missing");
        }
        return characters[at++];
    }

    /** Reads the character if it is the next. */
    boolean skip(int character) {
        if (peek() != character) {
            return false;
        }
        at++;
        return true;
    }

    SlmException.Unsupported refuse(String what) {
        return refuse(what, at);
    }

    SlmException.Unsupported refuse(String what, int where) {
        return new SlmException.Unsupported(
                "the pattern " + pattern + " has at position " + where + " " + what + ", which cannot be enforced");
    }
}

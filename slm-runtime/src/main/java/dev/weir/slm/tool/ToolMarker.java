package dev.weir.slm.tool;

/**
 * A special token by which a model marks its calls. It is no text, so that no text can be taken for it: within a form it
 * is written as a character that no text has.
 *
 * @param character one of Unicode's noncharacters from U+FDD0 on
 */
public record ToolMarker(int token, String content, char character) {

    /** Those that stand for markers, and so may be in no text. */
    public static final char FIRST = '\uFDD0';

    public static final char LAST = '\uFDD7';

    private static final int FIRST_BYTE = 0xF8;

    /** Whether the character stands for a marker. */
    public static boolean isMarker(int character) {
        return character >= FIRST && character <= LAST;
    }

    /** The byte by which an automaton knows the marker; UTF-8 has no such byte. */
    public static int byteOf(int character) {
        return FIRST_BYTE + character - FIRST;
    }
}

package dev.weir.slm.regex;

import dev.weir.slm.automaton.CodePoints;

/**
 * The named sets of characters of regular expressions.
 *
 * <p>Dialects disagree on some characters: whether a no-break space is white space, whether U+0085 ends a line. What is
 * written has to match in all of them, so such a character is in neither a set nor its opposite.
 */
final class CharacterSets {

    static final CodePoints DIGIT = CodePoints.range('0', '9');
    static final CodePoints WORD =
            DIGIT.or(CodePoints.range('A', 'Z')).or(CodePoints.range('a', 'z')).or(CodePoints.of("_"));

    /** White space in every dialect. */
    static final CodePoints SPACE = CodePoints.of("\t\n\u000B\f\r ");
    /** White space in any dialect. */
    static final CodePoints ANY_SPACE = SPACE.or(CodePoints.of("\u0085\u00A0\u1680\u180E\u2028\u2029\u202F\u205F"))
            .or(CodePoints.of("\u3000\uFEFF"))
            .or(CodePoints.range(0x1C, 0x1F))
            .or(CodePoints.range(0x2000, 0x200B));

    static final CodePoints DOT = CodePoints.of("\n\r\u0085\u2028\u2029").not();

    private CharacterSets() {}

    static CodePoints one(int character) {
        return CodePoints.range(character, character);
    }
}

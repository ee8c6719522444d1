package dev.weir.slm.builtin;

import java.util.Locale;
import java.util.function.IntPredicate;

/** Python's idea of white space, line ends and upper and lower case. */
final class Letters {

    private Letters() {}

    static boolean isSpace(int character) {
        return character == 0x85
                || (character >= '\t' && character <= '\r')
                || (character >= 0x1c && character <= 0x1f)
                || Character.isSpaceChar(character);
    }

    static boolean isLineEnd(int character) {
        return character == 0x85
                || character == 0x2028
                || character == 0x2029
                || (character >= '\n' && character <= '\r')
                || (character >= 0x1c && character <= 0x1e);
    }

    static String upper(String string) {
        return string.toUpperCase(Locale.ROOT);
    }

    static String lower(String string) {
        return string.toLowerCase(Locale.ROOT);
    }

    static String capitalized(String string) {
        if (string.isEmpty()) {
            return string;
        }
        int rest = string.offsetByCodePoints(0, 1);
        return titled(string.codePointAt(0))
                + lower(string).substring(lower(string.substring(0, rest)).length());
    }

    /** As the method {@code title}: a letter is upper case when no cased letter stands before it. */
    static String titled(String string) {
        StringBuilder out = new StringBuilder();
        boolean isInsideWord = false;
        for (int character : string.codePoints().toArray()) {
            out.append(isInsideWord ? lower(Character.toString(character)) : titled(character));
            isInsideWord = isCased(character);
        }
        return out.toString();
    }

    /** As the filter {@code title}: a word begins after white space or an opening bracket or a hyphen. */
    static String titledWords(String string) {
        StringBuilder out = new StringBuilder();
        int begin = 0;
        while (begin < string.length()) {
            boolean isBreak = isBreak(string.charAt(begin));
            int end = begin;
            while (end < string.length() && isBreak(string.charAt(end)) == isBreak) {
                end++;
            }
            String word = string.substring(begin, end);
            int rest = word.offsetByCodePoints(0, 1);
            out.append(upper(word.substring(0, rest))).append(lower(word.substring(rest)));
            begin = end;
        }
        return out.toString();
    }

    static boolean isAll(String string, IntPredicate right, IntPredicate wrong) {
        return string.codePoints().anyMatch(right) && string.codePoints().noneMatch(wrong);
    }

    static boolean isLower(String string) {
        return isAll(
                string, Character::isLowerCase, character -> isCased(character) && !Character.isLowerCase(character));
    }

    static boolean isUpper(String string) {
        return isAll(
                string, Character::isUpperCase, character -> isCased(character) && !Character.isUpperCase(character));
    }

    private static boolean isBreak(char character) {
        return isSpace(character) || "-({[<".indexOf(character) >= 0;
    }

    private static String titled(int character) {
        String upper = upper(Character.toString(character));
        boolean isExpanded = upper.codePointCount(0, upper.length()) > 1;
        return isExpanded
                ? upper.charAt(0) + (isCased(upper.charAt(0)) ? lower(upper.substring(1)) : upper.substring(1))
                : Character.toString(Character.toTitleCase(character));
    }

    private static boolean isCased(int character) {
        return Character.isUpperCase(character) || Character.isLowerCase(character) || Character.isTitleCase(character);
    }
}

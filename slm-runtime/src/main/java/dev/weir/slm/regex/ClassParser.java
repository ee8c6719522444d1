package dev.weir.slm.regex;

import dev.weir.slm.automaton.CodePoints;
import org.jspecify.annotations.Nullable;

/** Reads what stands for one character: escapes, and sets in brackets. */
final class ClassParser {

    private final PatternText text;

    ClassParser(PatternText text) {
        this.text = text;
    }

    /** What follows a backslash. */
    CodePoints escaped(int at) {
        CodePoints named = named(text.peek(), false);
        if (named != null) {
            text.next();
            return named;
        }
        return CharacterSets.one(character(at));
    }

    /** What follows an opening bracket, up to the closing one. */
    CodePoints bracketed(int at) {
        boolean negated = text.skip('^');
        CodePoints set = CodePoints.NONE;
        while (!text.skip(']')) {
            if (text.atEnd()) {
                throw text.refuse("a [ without its ]", at);
            }
            int from = text.at();
            if (text.peek() == '[' || (text.peek() == '&' && text.peekSecond() == '&')) {
                throw text.refuse("a set within a set", from);
            }
            CodePoints part = part(negated);
            set = set.or(text.peek() == '-' && text.peekSecond() != ']' ? range(part, from) : part);
        }
        CodePoints all = negated ? set.not() : set;
        if (all.isEmpty()) {
            throw text.refuse("a set without any character", at);
        }
        return all;
    }

    private CodePoints range(CodePoints first, int from) {
        text.next();
        CodePoints last = part(false);
        int low = first.only();
        int high = last.only();
        if (low < 0 || high < low) {
            throw text.refuse("a range that is none", from);
        }
        return CodePoints.range(low, high);
    }

    private CodePoints part(boolean negated) {
        int at = text.at();
        int character = text.next();
        if (character != '\\') {
            return CharacterSets.one(character);
        }
        CodePoints named = named(text.peek(), negated);
        if (named != null) {
            text.next();
            return named;
        }
        if (text.skip('b')) {
            return CharacterSets.one('\b');
        }
        if (text.skip('-')) {
            return CharacterSets.one('-');
        }
        return CharacterSets.one(character(at));
    }

    /** In a negated set a set leaves out what it has in any dialect; otherwise it has what it has in every one. */
    private static @Nullable CodePoints named(int letter, boolean negated) {
        return switch (letter) {
            case 'd' -> CharacterSets.DIGIT;
            case 'D' -> CharacterSets.DIGIT.not();
            case 'w' -> CharacterSets.WORD;
            case 'W' -> CharacterSets.WORD.not();
            case 's' -> negated ? CharacterSets.ANY_SPACE : CharacterSets.SPACE;
            case 'S' -> (negated ? CharacterSets.SPACE : CharacterSets.ANY_SPACE).not();
            default -> null;
        };
    }

    private int character(int at) {
        int letter = text.next();
        return switch (letter) {
            case 't' -> '\t';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 'f' -> '\f';
            case 'v' -> 0x0B;
            case 'x' -> hex(2, at);
            case 'u' -> unicode(at);
            case 'c' -> control(at);
            case 'b', 'B' -> throw text.refuse("a word boundary", at);
            case 'k' -> throw text.refuse("a reference back", at);
            case 'p', 'P' -> throw text.refuse("a Unicode property", at);
            case '0' -> zero(at);
            default -> itself(letter, at);
        };
    }

    private int itself(int letter, int at) {
        if (letter >= '1' && letter <= '9') {
            throw text.refuse("a reference back", at);
        }
        if (Character.isLetterOrDigit(letter)) {
            throw text.refuse("an unknown escape \\" + Character.toString(letter), at);
        }
        return letter;
    }

    private int zero(int at) {
        if (text.peek() >= '0' && text.peek() <= '9') {
            throw text.refuse("an octal escape", at);
        }
        return 0;
    }

    private int control(int at) {
        int letter = text.next();
        if (!((letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z'))) {
            throw text.refuse("a control escape without its letter", at);
        }
        return letter & 0x1F;
    }

    private int unicode(int at) {
        if (text.skip('{')) {
            int value = 0;
            do {
                value = Math.min(value * 16 + hex(1, at), 0x110000);
            } while (!text.skip('}'));
            return notSurrogate(value, at);
        }
        int unit = hex(4, at);
        if (Character.isHighSurrogate((char) unit) && text.skip('\\') && text.skip('u')) {
            int low = hex(4, at);
            if (Character.isLowSurrogate((char) low)) {
                return Character.toCodePoint((char) unit, (char) low);
            }
        }
        return notSurrogate(unit, at);
    }

    private int notSurrogate(int value, int at) {
        if (!CodePoints.ALL.contains(value)) {
            throw text.refuse("an escape that is no character", at);
        }
        return value;
    }

    private int hex(int digits, int at) {
        int value = 0;
        for (int i = 0; i < digits; i++) {
            int digit = Character.digit(text.next(), 16);
            if (digit < 0) {
                throw text.refuse("an escape that lacks a hexadecimal digit", at);
            }
            value = value * 16 + digit;
        }
        return value;
    }
}

package dev.weir.slm.regex;

import dev.weir.slm.SlmException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a regular expression: ECMAScript's syntax with its {@code u} flag, without what goes beyond regular languages.
 * Whether a quantifier is lazy makes no difference to what matches, and is ignored.
 */
public final class RegexParser {

    private static final int MOST_REPETITIONS = 65_536;
    private static final int DEEPEST = 200;

    private final PatternText text;
    private final ClassParser classes;
    private int depth;

    private RegexParser(String pattern) {
        this.text = new PatternText(pattern);
        this.classes = new ClassParser(text);
    }

    /**
     * Reads it.
     *
     * @throws SlmException.Unsupported naming what in it is wrong or cannot be enforced, and where
     */
    public static Regex parse(String pattern) {
        RegexParser parser = new RegexParser(pattern);
        Regex parsed = parser.alternatives();
        if (!parser.text.atEnd()) {
            throw parser.text.refuse("a ) without its (");
        }
        return parsed;
    }

    private Regex alternatives() {
        if (++depth > DEEPEST) {
            throw text.refuse("groups nested more than " + DEEPEST + " deep");
        }
        List<Regex> parts = new ArrayList<>();
        do {
            parts.add(sequence());
        } while (text.skip('|'));
        depth--;
        return parts.size() == 1 ? parts.getFirst() : new Regex.Alternatives(parts);
    }

    private Regex sequence() {
        List<Regex> parts = new ArrayList<>();
        while (!text.atEnd() && text.peek() != '|' && text.peek() != ')') {
            parts.add(quantified());
        }
        return parts.size() == 1 ? parts.getFirst() : new Regex.Sequence(parts);
    }

    private Regex quantified() {
        Regex atom = atom();
        int at = text.at();
        if (text.atEnd()) {
            return atom;
        }
        int least;
        int most = Regex.Repeated.UNBOUNDED;
        if (text.skip('*')) {
            least = 0;
        } else if (text.skip('+')) {
            least = 1;
        } else if (text.skip('?')) {
            least = 0;
            most = 1;
        } else if (text.skip('{')) {
            least = number();
            most = text.skip(',') ? (text.peek() == '}' ? Regex.Repeated.UNBOUNDED : number()) : least;
            if (!text.skip('}') || (most != Regex.Repeated.UNBOUNDED && most < least)) {
                throw text.refuse("a count that is no count", at);
            }
        } else {
            return atom;
        }
        if (atom instanceof Regex.Begin || atom instanceof Regex.End) {
            throw text.refuse("a quantifier after an anchor", at);
        }
        if (!text.skip('?') && (text.peek() == '+' || text.peek() == '*' || text.peek() == '{')) {
            throw text.refuse("a possessive or second quantifier");
        }
        return new Regex.Repeated(atom, least, most);
    }

    private int number() {
        int from = text.at();
        long number = 0;
        while (text.peek() >= '0' && text.peek() <= '9') {
            number = Math.min(number * 10 + text.next() - '0', Integer.MAX_VALUE);
        }
        if (text.at() == from) {
            throw text.refuse("a { that begins no count");
        }
        if (number > MOST_REPETITIONS) {
            throw text.refuse("a count above " + MOST_REPETITIONS, from);
        }
        return (int) number;
    }

    private Regex atom() {
        int at = text.at();
        int character = text.next();
        return switch (character) {
            case '(' -> group(at);
            case '[' -> new Regex.Characters(classes.bracketed(at));
            case '.' -> new Regex.Characters(CharacterSets.DOT);
            case '^' -> new Regex.Begin();
            case '$' -> new Regex.End();
            case '\\' -> new Regex.Characters(classes.escaped(at));
            case '*', '+', '?' -> throw text.refuse("a quantifier after nothing", at);
            case '{', '}', ']' -> throw text.refuse("a " + Character.toString(character) + " without its partner", at);
            default -> new Regex.Characters(CharacterSets.one(character));
        };
    }

    private Regex group(int at) {
        if (text.skip('?')) {
            if (text.skip('<')) {
                groupName(at);
            } else if (text.peek() == '=' || text.peek() == '!') {
                throw text.refuse("a look-ahead", at);
            } else if (!text.skip(':')) {
                throw text.refuse("a group with flags or of an unknown kind", at);
            }
        }
        Regex inner = alternatives();
        if (!text.skip(')')) {
            throw text.refuse("a ( without its )", at);
        }
        return inner;
    }

    private void groupName(int at) {
        if (text.peek() == '=' || text.peek() == '!') {
            throw text.refuse("a look-behind", at);
        }
        while (!text.skip('>')) {
            if (text.atEnd() || !Character.isUnicodeIdentifierPart(text.next())) {
                throw text.refuse("a group's name that does not end", at);
            }
        }
    }
}

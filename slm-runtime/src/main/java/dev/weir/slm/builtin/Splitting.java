package dev.weir.slm.builtin;

import dev.weir.slm.value.Arguments;
import dev.weir.slm.value.Sequence;
import dev.weir.slm.value.Text;
import dev.weir.slm.value.Value;
import dev.weir.slm.value.ValueException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Cuts a text into parts. */
final class Splitting {

    private Splitting() {}

    static Value split(Text text, Arguments.Bound given) {
        int limit = TextMethods.limit(given, "maxsplit");
        return given.optional("sep", Value.None.NONE) instanceof Value.None
                ? words(text, limit)
                : parts(text, separator(given), limit);
    }

    static Value splitFromTheEnd(Text text, Arguments.Bound given) {
        int limit = TextMethods.limit(given, "maxsplit");
        return given.optional("sep", Value.None.NONE) instanceof Value.None
                ? lastWords(text, limit)
                : lastParts(text, separator(given), limit);
    }

    static Value partition(Text text, Text separator) {
        int at = text.string().indexOf(notEmpty(separator.string()));
        return at < 0 ? Sequence.tuple(text, Text.EMPTY, Text.EMPTY) : around(text, separator, at);
    }

    static Value partitionLast(Text text, Text separator) {
        int at = text.string().lastIndexOf(notEmpty(separator.string()));
        return at < 0 ? Sequence.tuple(Text.EMPTY, Text.EMPTY, text) : around(text, separator, at);
    }

    static Value lines(Text text, Arguments.Bound given) {
        boolean keepsEnds = given.flag("keepends", false);
        String string = text.string();
        List<Value> lines = new ArrayList<>();
        int begin = 0;
        while (begin < string.length()) {
            int end = begin;
            while (end < string.length() && !Letters.isLineEnd(string.charAt(end))) {
                end++;
            }
            int next = string.startsWith("\r\n", end) ? end + 2 : Math.min(end + 1, string.length());
            lines.add(text.part(begin, keepsEnds ? next : end));
            begin = next;
        }
        return Sequence.list(lines);
    }

    private static Value around(Text text, Text separator, int at) {
        int end = at + separator.string().length();
        return Sequence.tuple(text.part(0, at), separator, text.from(end));
    }

    private static Value parts(Text text, String separator, int limit) {
        List<Value> parts = new ArrayList<>();
        int begin = 0;
        int at = text.string().indexOf(separator);
        while (at >= 0 && parts.size() < limit) {
            parts.add(text.part(begin, at));
            begin = at + separator.length();
            at = text.string().indexOf(separator, begin);
        }
        parts.add(text.from(begin));
        return Sequence.list(parts);
    }

    private static Value lastParts(Text text, String separator, int limit) {
        List<Value> parts = new ArrayList<>();
        int end = text.string().length();
        int at = text.string().lastIndexOf(separator);
        while (at >= 0 && parts.size() < limit) {
            parts.add(text.part(at + separator.length(), end));
            end = at;
            at = end < separator.length() ? -1 : text.string().lastIndexOf(separator, end - separator.length());
        }
        parts.add(text.part(0, end));
        Collections.reverse(parts);
        return Sequence.list(parts);
    }

    private static Value words(Text text, int limit) {
        List<Value> words = new ArrayList<>();
        Text rest = Stripping.left(text, Value.None.NONE);
        while (!rest.string().isEmpty()) {
            int end = words.size() < limit
                    ? endOfWord(rest.string())
                    : rest.string().length();
            words.add(rest.part(0, end));
            rest = Stripping.left(rest.from(end), Value.None.NONE);
        }
        return Sequence.list(words);
    }

    private static Value lastWords(Text text, int limit) {
        List<Value> words = new ArrayList<>();
        Text rest = Stripping.right(text, Value.None.NONE);
        while (!rest.string().isEmpty()) {
            int begin = words.size() < limit ? beginOfLastWord(rest.string()) : 0;
            words.add(rest.from(begin));
            rest = Stripping.right(rest.part(0, begin), Value.None.NONE);
        }
        Collections.reverse(words);
        return Sequence.list(words);
    }

    private static int endOfWord(String string) {
        int end = 0;
        while (end < string.length() && !Letters.isSpace(string.charAt(end))) {
            end++;
        }
        return end;
    }

    private static int beginOfLastWord(String string) {
        int begin = string.length();
        while (begin > 0 && !Letters.isSpace(string.charAt(begin - 1))) {
            begin--;
        }
        return begin;
    }

    private static String separator(Arguments.Bound given) {
        return notEmpty(given.text("sep").string());
    }

    private static String notEmpty(String separator) {
        if (separator.isEmpty()) {
            throw new ValueException("empty separator");
        }
        return separator;
    }
}

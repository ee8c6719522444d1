package dev.weir.slm.value;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A string that knows which of its characters came from the conversation. Operations that move characters about carry
 * that knowledge exactly; one that computes new characters marks all of them if any of its inputs was marked.
 */
public final class Text implements Value {

    /** The most UTF-16 units one text may have. */
    public static final int LONGEST = 16 * 1024 * 1024;

    public static final Text EMPTY = new Text("", List.of());

    /** Characters {@code begin} (inclusive) to {@code end} (exclusive), in UTF-16 units. */
    public record Range(int begin, int end) {}

    private final String string;
    private final List<Range> marked;

    Text(String string, List<Range> marked) {
        if (string.length() > LONGEST) {
            throw new ValueException("a text of more than " + LONGEST + " characters");
        }
        this.string = string;
        this.marked = List.copyOf(marked);
    }

    /** Text that the template's author or the operator wrote. */
    public static Text literal(String string) {
        return string.isEmpty() ? EMPTY : new Text(string, List.of());
    }

    /** Text that somebody said in the conversation. */
    public static Text fromConversation(String string) {
        return string.isEmpty() ? EMPTY : new Text(string, List.of(new Range(0, string.length())));
    }

    /** A string computed from others, character by character no longer traceable. */
    public static Text computed(String string, Value... sources) {
        boolean isMarked = Stream.of(sources).anyMatch(Value::isFromConversation);
        return isMarked ? fromConversation(string) : literal(string);
    }

    public String string() {
        return string;
    }

    /** What came from the conversation: in order, not empty, not touching each other. */
    public List<Range> marked() {
        return marked;
    }

    /** Python's length: in code points. */
    public int length() {
        return string.codePointCount(0, string.length());
    }

    public Text repeated(int count) {
        if ((long) string.length() * count > LONGEST) {
            throw new ValueException("a text of more than " + LONGEST + " characters");
        }
        if (marked.isEmpty()) {
            return literal(string.repeat(count));
        }
        TextBuilder all = new TextBuilder();
        for (int i = 0; i < count; i++) {
            all.append(this);
        }
        return all.toText();
    }

    public Text plus(Text other) {
        return new TextBuilder().append(this).append(other).toText();
    }

    /** A part, counted in UTF-16 units. */
    public Text part(int begin, int end) {
        List<Range> kept = new ArrayList<>();
        for (Range range : marked) {
            int from = Math.max(range.begin(), begin);
            int to = Math.min(range.end(), end);
            if (from < to) {
                kept.add(new Range(from - begin, to - begin));
            }
        }
        return new Text(string.substring(begin, end), kept);
    }

    public Text from(int begin) {
        return part(begin, string.length());
    }

    /** Part of the text, counted in code points. */
    public Text partByCodePoints(int begin, int end) {
        int from = string.offsetByCodePoints(0, begin);
        return part(from, string.offsetByCodePoints(from, end - begin));
    }

    /** One text for each code point. */
    public List<Value> characters() {
        if (string.length() > Sequence.LONGEST) {
            throw new ValueException("a text of more than " + Sequence.LONGEST + " characters to walk over");
        }
        List<Value> characters = new ArrayList<>();
        int begin = 0;
        while (begin < string.length()) {
            int end = string.offsetByCodePoints(begin, 1);
            characters.add(part(begin, end));
            begin = end;
        }
        return characters;
    }

    @Override
    public boolean isFromConversation() {
        return !marked.isEmpty();
    }

    @Override
    public long weight() {
        return 1L + string.length();
    }
}

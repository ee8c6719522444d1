package dev.weir.slm.builtin;

import dev.weir.slm.value.Arguments;
import dev.weir.slm.value.Text;
import dev.weir.slm.value.TextBuilder;

/** Puts one text in the place of another. */
final class Replacing {

    private Replacing() {}

    static Text replace(Text text, Arguments.Bound given) {
        return replace(text, given.text("old").string(), given.text("new"), TextMethods.limit(given, "count"));
    }

    static Text replace(Text text, String old, Text replacement, int limit) {
        if (old.isEmpty()) {
            return between(text, replacement, limit);
        }
        TextBuilder out = new TextBuilder();
        int begin = 0;
        int at = text.string().indexOf(old);
        for (int done = 0; at >= 0 && done < limit; done++) {
            out.append(text.part(begin, at)).append(replacement);
            begin = at + old.length();
            at = text.string().indexOf(old, begin);
        }
        return out.append(text.from(begin)).toText();
    }

    /** An empty text is found before each character and at the end. */
    private static Text between(Text text, Text replacement, int limit) {
        TextBuilder out = new TextBuilder();
        int done = 0;
        int begin = 0;
        while (begin < text.string().length() && done < limit) {
            int end = text.string().offsetByCodePoints(begin, 1);
            out.append(replacement).append(text.part(begin, end));
            begin = end;
            done++;
        }
        out.append(text.from(begin));
        return done < limit ? out.append(replacement).toText() : out.toText();
    }
}

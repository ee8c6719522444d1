package dev.weir.slm.builtin;

import dev.weir.slm.value.Printing;
import dev.weir.slm.value.Text;
import dev.weir.slm.value.Value;
import dev.weir.slm.value.ValueException;
import java.util.function.IntPredicate;

/** Takes characters off the ends of a text. */
final class Stripping {

    private Stripping() {}

    static Text both(Text text, Value characters) {
        return left(right(text, characters), characters);
    }

    static Text left(Text text, Value characters) {
        IntPredicate goes = goes(characters);
        String string = text.string();
        int begin = 0;
        while (begin < string.length() && goes.test(string.codePointAt(begin))) {
            begin += Character.charCount(string.codePointAt(begin));
        }
        return text.from(begin);
    }

    static Text right(Text text, Value characters) {
        IntPredicate goes = goes(characters);
        String string = text.string();
        int end = string.length();
        while (end > 0 && goes.test(string.codePointBefore(end))) {
            end -= Character.charCount(string.codePointBefore(end));
        }
        return text.part(0, end);
    }

    private static IntPredicate goes(Value characters) {
        return switch (characters) {
            case Value.None _ -> Letters::isSpace;
            case Text text -> character -> text.string().indexOf(character) >= 0;
            default -> throw new ValueException("cannot strip a '" + Printing.typeName(characters) + "'");
        };
    }
}

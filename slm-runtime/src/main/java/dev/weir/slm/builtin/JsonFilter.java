package dev.weir.slm.builtin;

import dev.weir.slm.value.Arguments;
import dev.weir.slm.value.Json;
import dev.weir.slm.value.Numbers;
import dev.weir.slm.value.Printing;
import dev.weir.slm.value.Value;
import dev.weir.slm.value.ValueException;
import dev.weir.slm.value.Walking;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The filter {@code tojson} as chat templates expect it: plain JSON, nothing escaped for HTML. */
final class JsonFilter {

    private static final int WIDEST_INDENT = 64;

    private JsonFilter() {}

    static Value write(Value input, Arguments arguments) {
        Arguments.Bound given = arguments.bind("ensure_ascii", "indent", "separators", "sort_keys");
        String indent = indent(given.optional("indent", Value.None.NONE));
        Value separators = given.optional("separators", Value.None.NONE);
        boolean isGiven = !(separators instanceof Value.None);
        String between = isGiven ? separator(separators, 0) : indent == null ? ", " : ",";
        String afterKey = isGiven ? separator(separators, 1) : ": ";
        boolean sortsKeys = given.flag("sort_keys", false);
        return Json.write(
                input, new Json.Style(indent, between, afterKey, sortsKeys, given.flag("ensure_ascii", false)));
    }

    private static @Nullable String indent(Value indent) {
        if (indent instanceof Value.None) {
            return null;
        }
        return Numbers.isWhole(indent)
                ? " ".repeat(Math.clamp(Numbers.index(indent), 0, WIDEST_INDENT))
                : Printing.text(indent).string();
    }

    private static String separator(Value separators, int index) {
        List<Value> both = Walking.items(separators);
        if (both.size() != 2) {
            throw new ValueException("'separators' are two texts");
        }
        return Printing.text(both.get(index)).string();
    }
}

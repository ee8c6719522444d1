package dev.weir.slm.builtin;

import dev.weir.slm.value.Arguments;
import dev.weir.slm.value.Numbers;
import dev.weir.slm.value.Printing;
import dev.weir.slm.value.Text;
import dev.weir.slm.value.TextBuilder;
import dev.weir.slm.value.Value;
import dev.weir.slm.value.ValueException;
import dev.weir.slm.value.Walking;
import java.util.List;

/** The filter {@code indent}. */
final class IndentFilter {

    private static final int WIDEST = 1000;
    private static final Text NEWLINE = Text.literal("\n");

    private IndentFilter() {}

    static Value indented(Value input, Arguments arguments) {
        Arguments.Bound given = arguments.bind("width", "first", "blank");
        if (!(input instanceof Text text)) {
            throw new ValueException("cannot indent a '" + Printing.typeName(input) + "'");
        }
        Text indent = indent(given.optional("width", Value.of(4)));
        boolean indentsBlank = given.flag("blank", false);
        TextBuilder out = new TextBuilder();
        List<Value> lines = Walking.items(Splitting.lines(text.plus(NEWLINE), Arguments.NONE.bind("keepends")));
        for (int i = 0; i < lines.size(); i++) {
            Text line = Printing.text(lines.get(i));
            boolean isIndented = i == 0
                    ? given.flag("first", false)
                    : indentsBlank || !line.string().isEmpty();
            out.append(i == 0 ? Text.EMPTY : NEWLINE)
                    .append(isIndented ? indent : Text.EMPTY)
                    .append(line);
        }
        return out.toText();
    }

    private static Text indent(Value width) {
        return width instanceof Text text
                ? text
                : Text.literal(" ".repeat(Math.clamp(Numbers.index(width), 0, WIDEST)));
    }
}

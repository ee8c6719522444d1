package dev.weir.slm.builtin;

import dev.weir.slm.value.Printing;
import dev.weir.slm.value.Text;
import dev.weir.slm.value.TextBuilder;
import dev.weir.slm.value.Value;
import dev.weir.slm.value.ValueException;
import dev.weir.slm.value.Walking;
import java.util.List;

/** Puts texts together with another between them. */
final class Joining {

    private Joining() {}

    /** The method {@code join}, which takes nothing but text. */
    static Text join(Text separator, Value items) {
        List<Value> parts = Walking.items(items);
        for (Value part : parts) {
            if (!(part instanceof Text)) {
                throw new ValueException("cannot join a '" + Printing.typeName(part) + "'");
            }
        }
        return printed(separator, parts);
    }

    /** The filter {@code join}, which prints what is not text. */
    static Text printed(Text separator, List<Value> items) {
        TextBuilder out = new TextBuilder();
        for (int i = 0; i < items.size(); i++) {
            out.append(i == 0 ? Text.EMPTY : separator).append(Printing.text(items.get(i)));
        }
        return out.toText();
    }
}

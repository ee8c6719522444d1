package dev.weir.slm.tool;

import dev.weir.slm.ToolCall;
import java.util.List;

/**
 * How one family of models writes calls: {@code begin}, then for each call its name, {@code beforeArguments}, its
 * arguments as JSON and {@code afterArguments}, with {@code between} between two calls, and {@code end}.
 *
 * @param opening what {@code begin} begins with; where a model has written it, a call follows
 * @param between empty where models write one call at a time
 * @param anywhere whether calls may follow text; otherwise a text that begins with the opening is a call
 * @param markers the special tokens in all of these
 */
public record ToolFormat(
        String opening,
        String begin,
        String beforeArguments,
        String afterArguments,
        String between,
        String end,
        boolean anywhere,
        List<ToolMarker> markers) {

    public ToolFormat {
        markers = List.copyOf(markers);
        if (!begin.startsWith(opening)) {
            throw new IllegalArgumentException("a form begins with its opening");
        }
    }

    /** The calls as a model would write them. */
    public String write(List<ToolCall> calls) {
        StringBuilder text = new StringBuilder(begin);
        for (int i = 0; i < calls.size(); i++) {
            ToolCall call = calls.get(i);
            text.append(i == 0 ? "" : between)
                    .append(call.name())
                    .append(beforeArguments)
                    .append(call.arguments())
                    .append(afterArguments);
        }
        String written = text.append(end).toString();
        for (ToolMarker marker : markers) {
            written = written.replace(Character.toString(marker.character()), marker.content());
        }
        return written;
    }
}

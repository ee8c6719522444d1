package dev.weir.slm.value;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes values the way Python's {@code json.dumps} does. */
public final class Json {

    /**
     * How to write.
     *
     * @param indent what one level is indented by, or null for everything on one line
     * @param between between two items
     * @param afterKey between a key and its value
     */
    public record Style(
            @Nullable String indent, String between, String afterKey, boolean sortsKeys, boolean asciiOnly) {}

    private final Style style;
    private final StringBuilder out = new StringBuilder();

    private Json(Style style) {
        this.style = style;
    }

    public static Text write(Value value, Style style) {
        Json json = new Json(style);
        json.write(value, "\n");
        return Text.computed(json.out.toString(), value);
    }

    private void write(Value value, String newline) {
        if (out.length() > Text.LONGEST) {
            throw new ValueException("a text of more than " + Text.LONGEST + " characters");
        }
        switch (value) {
            case Text text -> quote(text.string());
            case Value.Whole whole -> out.append(whole.value());
            case Value.Real real -> out.append(number(real.value()));
            case Value.Truth truth -> out.append(truth.value());
            case Value.None _ -> out.append("null");
            case Sequence sequence
            when sequence.kind() == Sequence.Kind.LIST || sequence.kind() == Sequence.Kind.TUPLE ->
                write(sequence.items(), newline);
            case Dict dict -> write(dict, newline);
            case Sequence _, OneShot _, Attributed _, Callable _, Value.Undefined _ ->
                throw new ValueException("a '" + Printing.typeName(value) + "' has no JSON form");
        }
    }

    private void write(List<Value> items, String newline) {
        out.append('[');
        String inner = newline + style.indent();
        for (int i = 0; i < items.size(); i++) {
            separate(i == 0, inner);
            write(items.get(i), inner);
        }
        close(items.isEmpty(), newline, ']');
    }

    private void write(Dict dict, String newline) {
        List<Dict.Entry> entries = style.sortsKeys()
                ? dict.entries().stream()
                        .sorted((one, other) -> Comparing.compare(one.key(), other.key()))
                        .toList()
                : dict.entries();
        out.append('{');
        String inner = newline + style.indent();
        for (int i = 0; i < entries.size(); i++) {
            separate(i == 0, inner);
            quote(key(entries.get(i).key()));
            out.append(style.afterKey());
            write(entries.get(i).value(), inner);
        }
        close(entries.isEmpty(), newline, '}');
    }

    private void separate(boolean isFirst, String newline) {
        out.append(isFirst ? "" : style.between()).append(style.indent() == null ? "" : newline);
    }

    private void close(boolean isEmpty, String newline, char bracket) {
        out.append(isEmpty || style.indent() == null ? "" : newline).append(bracket);
    }

    private static String key(Value key) {
        return switch (key) {
            case Text text -> text.string();
            case Value.Whole whole -> whole.value().toString();
            case Value.Real real -> number(real.value());
            case Value.Truth truth -> truth.value() ? "true" : "false";
            case Value.None _ -> "null";
            default -> throw new ValueException("a '" + Printing.typeName(key) + "' cannot be a key in JSON");
        };
    }

    private static String number(double value) {
        if (Double.isFinite(value)) {
            return Printing.decimal(value);
        }
        return Double.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
    }

    private void quote(String string) {
        out.append('"');
        for (int i = 0; i < string.length(); i++) {
            escape(string.charAt(i));
        }
        out.append('"');
    }

    private void escape(char character) {
        switch (character) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            case '\f' -> out.append("\\f");
            case '\b' -> out.append("\\b");
            default -> {
                if (character < ' ' || (style.asciiOnly() && character > '~')) {
                    out.append("\\u%04x".formatted((int) character));
                } else {
                    out.append(character);
                }
            }
        }
    }
}

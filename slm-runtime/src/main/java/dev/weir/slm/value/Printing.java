package dev.weir.slm.value;

import dev.weir.slm.value.Value.None;
import dev.weir.slm.value.Value.Real;
import dev.weir.slm.value.Value.Truth;
import dev.weir.slm.value.Value.Undefined;
import dev.weir.slm.value.Value.Whole;
import java.math.BigDecimal;
import java.util.Iterator;
import java.util.List;

/** Prints values the way Python's {@code str} and {@code repr} do. */
public final class Printing {

    private Printing() {}

    /** Python's {@code str}: text as it is, everything else as {@code repr}. */
    public static Text text(Value value) {
        return switch (value) {
            case Text text -> text;
            case Undefined _ -> Text.EMPTY;
            default -> Text.computed(repr(value), value);
        };
    }

    public static String repr(Value value) {
        StringBuilder out = new StringBuilder();
        print(value, out);
        return out.toString();
    }

    public static String typeName(Value value) {
        return switch (value) {
            case Text _ -> "str";
            case Sequence sequence -> sequence.kind().typeName();
            case Dict _ -> "dict";
            case OneShot _ -> "generator";
            case Namespace _ -> "Namespace";
            case Attributed _ -> "LoopContext";
            case Callable _ -> "function";
            case Whole _ -> "int";
            case Real _ -> "float";
            case Truth _ -> "bool";
            case None _ -> "NoneType";
            case Undefined _ -> "Undefined";
        };
    }

    private static void print(Value value, StringBuilder out) {
        if (out.length() > Text.LONGEST) {
            throw new ValueException("a text of more than " + Text.LONGEST + " characters");
        }
        switch (value) {
            case Text text -> quote(text.string(), out);
            case Whole whole -> out.append(whole.value());
            case Real real -> out.append(decimal(real.value()));
            case Truth truth -> out.append(truth.value() ? "True" : "False");
            case None _ -> out.append("None");
            case Undefined _ -> out.append("Undefined");
            case Sequence sequence when sequence.kind() != Sequence.Kind.RANGE -> print(sequence, out);
            case Dict dict -> print(dict, out);
            case Sequence _, OneShot _, Attributed _, Callable _ ->
                throw new ValueException("a '" + typeName(value) + "' cannot be printed");
        }
    }

    private static void print(Sequence sequence, StringBuilder out) {
        out.append(sequence.kind().opening());
        String separator = "";
        for (Value item : sequence.items()) {
            out.append(separator);
            print(item, out);
            separator = ", ";
        }
        boolean isLonely =
                sequence.kind() == Sequence.Kind.TUPLE && sequence.items().size() == 1;
        out.append(isLonely ? "," : "").append(sequence.kind().closing());
    }

    private static void print(Dict dict, StringBuilder out) {
        out.append('{');
        Iterator<Dict.Entry> entries = dict.entries().iterator();
        while (entries.hasNext()) {
            Dict.Entry entry = entries.next();
            print(entry.key(), out);
            out.append(": ");
            print(entry.value(), out);
            out.append(entries.hasNext() ? ", " : "");
        }
        out.append('}');
    }

    private static void quote(String string, StringBuilder out) {
        char quote = string.indexOf('\'') >= 0 && string.indexOf('"') < 0 ? '"' : '\'';
        out.append(quote);
        string.codePoints().forEach(character -> escape(character, quote, out));
        out.append(quote);
    }

    private static void escape(int character, char quote, StringBuilder out) {
        switch (character) {
            case '\\' -> out.append("\\\\");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> {
                if (character == quote) {
                    out.append('\\').append(quote);
                } else if (isPrintable(character)) {
                    out.appendCodePoint(character);
                } else {
                    String format = character < 0x100 ? "\\x%02x" : character < 0x10000 ? "\\u%04x" : "\\U%08x";
                    out.append(format.formatted(character));
                }
            }
        }
    }

    private static boolean isPrintable(int character) {
        return character == ' ' || !UNPRINTABLE.contains((byte) Character.getType(character));
    }

    private static final List<Byte> UNPRINTABLE = List.of(
            Character.CONTROL,
            Character.FORMAT,
            Character.SURROGATE,
            Character.PRIVATE_USE,
            Character.UNASSIGNED,
            Character.LINE_SEPARATOR,
            Character.PARAGRAPH_SEPARATOR,
            Character.SPACE_SEPARATOR);

    /** The shortest digits that read back as the same number, with an exponent where Python has one. */
    static String decimal(double value) {
        if (!Double.isFinite(value)) {
            return Double.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
        }
        BigDecimal shortest = new BigDecimal(Double.toString(Math.abs(value))).stripTrailingZeros();
        String sign = Math.copySign(1.0, value) < 0 ? "-" : "";
        int exponent = shortest.precision() - shortest.scale() - 1;
        if (value == 0 || (exponent >= -4 && exponent < 16)) {
            String plain = shortest.toPlainString();
            return sign + plain + (plain.contains(".") ? "" : ".0");
        }
        String digits = shortest.unscaledValue().toString();
        String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
        return sign + mantissa + "e%+03d".formatted(exponent);
    }
}

package dev.weir.slm.builtin;

import dev.weir.slm.value.Arguments;
import dev.weir.slm.value.Numbers;
import dev.weir.slm.value.Printing;
import dev.weir.slm.value.Refusing;
import dev.weir.slm.value.Text;
import dev.weir.slm.value.Value;
import dev.weir.slm.value.ValueException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Map;
import java.util.regex.Pattern;

/** Filters that make numbers. */
final class NumberFilters {

    static final Map<String, Filter> BY_NAME = Map.of(
            "int", NumberFilters::whole,
            "float", NumberFilters::real,
            "abs", NumberFilters::absolute,
            "round", NumberFilters::rounded);

    private static final Pattern WHOLE = Pattern.compile("[+-]?\\d+(_\\d+)*");
    private static final Pattern REAL = Pattern.compile(
            "[+-]?(\\d+(_\\d+)*\\.?(\\d+(_\\d+)*)?|\\.\\d+(_\\d+)*)(e[+-]?\\d+)?", Pattern.CASE_INSENSITIVE);
    private static final int MOST_DIGITS = 1000;

    private NumberFilters() {}

    private static Value whole(Value input, Arguments arguments) {
        Arguments.Bound given = arguments.bind("default", "base");
        if (given.number("base", 10) != 10) {
            throw new ValueException("int reads decimal numbers only");
        }
        Refusing.undefined(input);
        Value otherwise = given.optional("default", Value.of(0));
        if (Numbers.isWhole(input)) {
            return new Value.Whole(Numbers.whole(input));
        }
        if (input instanceof Text text && WHOLE.matcher(stripped(text)).matches()) {
            return new Value.Whole(new BigInteger(digits(text)));
        }
        Value real = real(input, Arguments.NONE);
        boolean isReadable = isReal(input) && real instanceof Value.Real(double number) && Double.isFinite(number);
        return isReadable ? new Value.Whole(new BigDecimal(Numbers.real(real)).toBigInteger()) : otherwise;
    }

    private static boolean isReal(Value input) {
        return input instanceof Value.Real
                || (input instanceof Text text && REAL.matcher(stripped(text)).matches());
    }

    private static Value real(Value input, Arguments arguments) {
        Arguments.Bound given = arguments.bind("default");
        Refusing.undefined(input);
        if (Numbers.isNumber(input)) {
            return new Value.Real(Numbers.real(input));
        }
        boolean isReadable =
                input instanceof Text text && REAL.matcher(stripped(text)).matches();
        return isReadable
                ? new Value.Real(Double.parseDouble(digits((Text) input)))
                : given.optional("default", new Value.Real(0.0));
    }

    private static String stripped(Text text) {
        String stripped = Stripping.both(text, Value.None.NONE).string();
        if (stripped.length() > MOST_DIGITS) {
            throw new ValueException("a number of more than " + MOST_DIGITS + " digits");
        }
        return stripped;
    }

    private static String digits(Text text) {
        return stripped(text).replace("_", "");
    }

    private static Value absolute(Value input, Arguments given) {
        given.bind();
        Refusing.undefined(input);
        return input instanceof Value.Real(double number)
                ? new Value.Real(Math.abs(number))
                : new Value.Whole(Numbers.whole(input).abs());
    }

    private static Value rounded(Value input, Arguments arguments) {
        Arguments.Bound given = arguments.bind("precision", "method");
        Refusing.undefined(input);
        int precision = Math.clamp(given.number("precision", 0), -MOST_DIGITS, MOST_DIGITS);
        String method =
                Printing.text(given.optional("method", Text.literal("common"))).string();
        return switch (method) {
            case "common" -> toNearest(input, precision);
            case "ceil" -> new Value.Real(Math.ceil(Numbers.real(input) * scale(precision)) / scale(precision));
            case "floor" -> new Value.Real(Math.floor(Numbers.real(input) * scale(precision)) / scale(precision));
            default -> throw new ValueException("round knows common, ceil and floor");
        };
    }

    private static double scale(int precision) {
        return Math.pow(10, precision);
    }

    private static Value toNearest(Value input, int precision) {
        if (input instanceof Value.Real(double number)) {
            return Double.isFinite(number)
                    ? new Value.Real(Math.copySign(
                            half(new BigDecimal(number), precision).doubleValue(), number))
                    : input;
        }
        BigDecimal whole = new BigDecimal(Numbers.whole(input));
        return new Value.Whole(half(whole, Math.min(precision, 0)).toBigInteger());
    }

    private static BigDecimal half(BigDecimal number, int precision) {
        return number.setScale(precision, RoundingMode.HALF_EVEN);
    }
}

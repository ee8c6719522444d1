package dev.weir.slm.value;

import dev.weir.slm.value.Value.Real;
import dev.weir.slm.value.Value.Truth;
import dev.weir.slm.value.Value.Undefined;
import dev.weir.slm.value.Value.Whole;
import java.math.BigDecimal;
import java.math.BigInteger;

/** Reads values as numbers. */
public final class Numbers {

    private Numbers() {}

    public static boolean isNumber(Value value) {
        return value instanceof Real || isWhole(value);
    }

    public static boolean isWhole(Value value) {
        return value instanceof Whole || value instanceof Truth;
    }

    public static BigInteger whole(Value value) {
        return switch (value) {
            case Whole whole -> whole.value();
            case Truth truth -> truth.value() ? BigInteger.ONE : BigInteger.ZERO;
            case Undefined undefined -> throw new ValueException(undefined.complaint());
            default -> throw new ValueException("'" + Printing.typeName(value) + "' is not an integer");
        };
    }

    public static double real(Value value) {
        return value instanceof Real real ? real.value() : finite(whole(value).doubleValue());
    }

    /** A position or a count, held within what an index can be. */
    public static int index(Value value) {
        BigInteger whole = whole(value);
        BigInteger most = BigInteger.valueOf(Integer.MAX_VALUE - 1);
        return whole.min(most).max(most.negate()).intValueExact();
    }

    /** Positive, zero or negative; not for NaN, which is neither. */
    static int compare(Value left, Value right) {
        if (left instanceof Real(double a) && right instanceof Real(double b)) {
            return a < b ? -1 : a > b ? 1 : 0;
        }
        if (left instanceof Real(double infinite) && Double.isInfinite(infinite)) {
            return infinite > 0 ? 1 : -1;
        }
        if (right instanceof Real(double infinite) && Double.isInfinite(infinite)) {
            return infinite > 0 ? -1 : 1;
        }
        return decimal(left).compareTo(decimal(right));
    }

    static boolean isNan(Value value) {
        return value instanceof Real(double real) && Double.isNaN(real);
    }

    /** A key for dictionaries: a whole number where the value is one. */
    static Object exactly(Real real) {
        double value = real.value();
        boolean isWhole = Double.isFinite(value) && value == Math.rint(value);
        return isWhole ? new BigDecimal(value).toBigInteger() : (Object) value;
    }

    private static BigDecimal decimal(Value value) {
        return value instanceof Real(double real) ? new BigDecimal(real) : new BigDecimal(whole(value));
    }

    private static double finite(double value) {
        if (Double.isInfinite(value)) {
            throw new ValueException("an integer too large for a float");
        }
        return value;
    }
}

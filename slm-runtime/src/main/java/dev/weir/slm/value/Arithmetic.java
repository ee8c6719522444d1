package dev.weir.slm.value;

import dev.weir.slm.value.Value.Real;
import dev.weir.slm.value.Value.Whole;
import java.math.BigInteger;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/** Python's operators on numbers, texts and lists. */
public enum Arithmetic {
    PLUS("+"),
    MINUS("-"),
    TIMES("*"),
    DIVIDED_BY("/"),
    FLOOR_DIVIDED_BY("//"),
    MODULO("%"),
    TO_THE_POWER_OF("**");

    private static final int HIGHEST_POWER = 4096;

    private final String symbol;

    Arithmetic(String symbol) {
        this.symbol = symbol;
    }

    public static Arithmetic of(String symbol) {
        return Stream.of(values())
                .filter(operator -> operator.symbol.equals(symbol))
                .findFirst()
                .orElseThrow();
    }

    public Value apply(Value left, Value right) {
        Refusing.undefined(left);
        Refusing.undefined(right);
        if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
            return Numbers.isWhole(left) && Numbers.isWhole(right)
                    ? ofWholes(Numbers.whole(left), Numbers.whole(right))
                    : new Real(ofReals(Numbers.real(left), Numbers.real(right)));
        }
        return switch (this) {
            case PLUS -> joined(left, right);
            case TIMES -> Numbers.isWhole(left) ? repeated(right, left) : repeated(left, right);
            case MINUS, DIVIDED_BY, FLOOR_DIVIDED_BY, MODULO, TO_THE_POWER_OF -> throw refusal(left, right);
        };
    }

    public static Value negated(Value value) {
        Refusing.undefined(value);
        return value instanceof Real(double real)
                ? new Real(-real)
                : new Whole(Numbers.whole(value).negate());
    }

    private Value ofWholes(BigInteger left, BigInteger right) {
        return switch (this) {
            case PLUS -> new Whole(left.add(right));
            case MINUS -> new Whole(left.subtract(right));
            case TIMES -> new Whole(left.multiply(right));
            case DIVIDED_BY -> new Real(left.doubleValue() / notZero(right).doubleValue());
            case FLOOR_DIVIDED_BY ->
                new Whole(left.subtract(floorMod(left, right)).divide(right));
            case MODULO -> new Whole(floorMod(left, right));
            case TO_THE_POWER_OF -> power(left, right);
        };
    }

    private double ofReals(double left, double right) {
        return switch (this) {
            case PLUS -> left + right;
            case MINUS -> left - right;
            case TIMES -> left * right;
            case DIVIDED_BY -> left / notZero(right);
            case FLOOR_DIVIDED_BY -> Math.floor((left - floorMod(left, right)) / right + 0.5);
            case MODULO -> floorMod(left, right);
            case TO_THE_POWER_OF -> power(left, right);
        };
    }

    private static BigInteger floorMod(BigInteger left, BigInteger right) {
        BigInteger rest = left.remainder(notZero(right));
        return rest.signum() * right.signum() < 0 ? rest.add(right) : rest;
    }

    private static double floorMod(double left, double right) {
        double rest = left % notZero(right);
        return rest * right < 0 ? rest + right : rest == 0 ? Math.copySign(0.0, right) : rest;
    }

    private static Value power(BigInteger base, BigInteger exponent) {
        if (exponent.signum() < 0) {
            return new Real(Math.pow(notZero(base).doubleValue(), exponent.doubleValue()));
        }
        if (exponent.compareTo(BigInteger.valueOf(HIGHEST_POWER)) > 0) {
            throw new ValueException("a power above " + HIGHEST_POWER);
        }
        return new Whole(base.pow(exponent.intValueExact()));
    }

    private static double power(double base, double exponent) {
        double power = Math.pow(real(base, exponent), exponent);
        if (Double.isInfinite(power) && Double.isFinite(base)) {
            throw new ValueException("a power too large for a float");
        }
        return power;
    }

    private static double real(double base, double exponent) {
        if (base < 0 && exponent != Math.rint(exponent)) {
            throw new ValueException("a power that is a complex number");
        }
        return exponent < 0 ? notZero(base) : base;
    }

    private static BigInteger notZero(BigInteger divisor) {
        if (divisor.signum() == 0) {
            throw new ValueException("division by zero");
        }
        return divisor;
    }

    private static double notZero(double divisor) {
        if (divisor == 0) {
            throw new ValueException("division by zero");
        }
        return divisor;
    }

    private Value joined(Value left, Value right) {
        if (left instanceof Text one && right instanceof Text other) {
            return one.plus(other);
        }
        if (left instanceof Sequence one
                && right instanceof Sequence other
                && one.kind() == other.kind()
                && isRepeatable(one)) {
            List<Value> items =
                    Stream.concat(one.items().stream(), other.items().stream()).toList();
            return Sequence.of(one.kind(), items);
        }
        throw refusal(left, right);
    }

    private Value repeated(Value value, Value times) {
        if (!Numbers.isWhole(times)) {
            throw refusal(value, times);
        }
        int count = Math.max(0, Numbers.index(times));
        if (value.weight() * count > Text.LONGEST) {
            throw new ValueException("a repetition that is too long");
        }
        return switch (value) {
            case Text text -> text.repeated(count);
            case Sequence sequence
            when isRepeatable(sequence) ->
                Sequence.of(
                        sequence.kind(),
                        Collections.nCopies(count, sequence.items()).stream()
                                .flatMap(List::stream)
                                .toList());
            default -> throw refusal(value, times);
        };
    }

    private static boolean isRepeatable(Sequence sequence) {
        return sequence.kind() == Sequence.Kind.LIST || sequence.kind() == Sequence.Kind.TUPLE;
    }

    private ValueException refusal(Value left, Value right) {
        return new ValueException("'" + symbol + "' does not work between '" + Printing.typeName(left) + "' and '"
                + Printing.typeName(right) + "'");
    }
}

package dev.weir.slm.builtin;

import dev.weir.slm.value.Arguments;
import dev.weir.slm.value.Arithmetic;
import dev.weir.slm.value.Callable;
import dev.weir.slm.value.Comparing;
import dev.weir.slm.value.Dict;
import dev.weir.slm.value.Numbers;
import dev.weir.slm.value.Printing;
import dev.weir.slm.value.Sequence;
import dev.weir.slm.value.Text;
import dev.weir.slm.value.Value;
import dev.weir.slm.value.ValueException;
import dev.weir.slm.value.Walking;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/** Every test by its name: what stands behind {@code is}. */
public final class Tests {

    private static final Map<String, Predicate<Value>> ALONE = Map.ofEntries(
            Map.entry("defined", value -> !(value instanceof Value.Undefined)),
            Map.entry("undefined", Value.Undefined.class::isInstance),
            Map.entry("none", Value.None.class::isInstance),
            Map.entry("boolean", Value.Truth.class::isInstance),
            Map.entry("true", value -> value instanceof Value.Truth(boolean truth) && truth),
            Map.entry("false", value -> value instanceof Value.Truth(boolean truth) && !truth),
            Map.entry("integer", Value.Whole.class::isInstance),
            Map.entry("float", Value.Real.class::isInstance),
            Map.entry("number", Numbers::isNumber),
            Map.entry("string", Text.class::isInstance),
            Map.entry("mapping", Dict.class::isInstance),
            Map.entry("sequence", Tests::isSequence),
            Map.entry("iterable", Walking::isWalkable),
            Map.entry("callable", value -> value instanceof Callable || value instanceof Value.Undefined),
            Map.entry("lower", value -> Letters.isLower(Printing.text(value).string())),
            Map.entry("upper", value -> Letters.isUpper(Printing.text(value).string())),
            Map.entry("odd", value -> leaves(value, Value.of(2), 1)),
            Map.entry("even", value -> leaves(value, Value.of(2), 0)));

    private static final Map<String, BiPredicate<Value, Value>> AGAINST = Map.ofEntries(
            Map.entry("eq", Comparing::areEqual),
            Map.entry("equalto", Comparing::areEqual),
            Map.entry("==", Comparing::areEqual),
            Map.entry("ne", (one, other) -> !Comparing.areEqual(one, other)),
            Map.entry("!=", (one, other) -> !Comparing.areEqual(one, other)),
            Map.entry("lt", ordered(order -> order < 0)),
            Map.entry("lessthan", ordered(order -> order < 0)),
            Map.entry("<", ordered(order -> order < 0)),
            Map.entry("le", ordered(order -> order <= 0)),
            Map.entry("<=", ordered(order -> order <= 0)),
            Map.entry("gt", ordered(order -> order > 0)),
            Map.entry("greaterthan", ordered(order -> order > 0)),
            Map.entry(">", ordered(order -> order > 0)),
            Map.entry("ge", ordered(order -> order >= 0)),
            Map.entry(">=", ordered(order -> order >= 0)),
            Map.entry("in", (one, other) -> Comparing.contains(other, one)),
            Map.entry("sameas", Tests::isSame),
            Map.entry("divisibleby", (one, other) -> leaves(one, other, 0)));

    /** Tests that print what they look at, all of it. */
    public static final Set<String> PRINTING = Set.of("lower", "upper");

    private static final Map<String, BiPredicate<Value, Arguments>> BY_NAME = all();

    private Tests() {}

    public static boolean has(String name) {
        return BY_NAME.containsKey(name);
    }

    public static boolean apply(String name, Value value, Arguments given) {
        BiPredicate<Value, Arguments> test = BY_NAME.get(name);
        if (test == null) {
            throw new ValueException("no test is named '" + name + "'");
        }
        return test.test(value, given);
    }

    /** A comparison by its operator's sign, as between two values in an expression. */
    public static boolean compare(String sign, Value left, Value right) {
        return sign.equals("not in")
                ? !Comparing.contains(right, left)
                : AGAINST.getOrDefault(sign, (one, other) -> false).test(left, right);
    }

    private static Map<String, BiPredicate<Value, Arguments>> all() {
        Map<String, BiPredicate<Value, Arguments>> all = new HashMap<>();
        ALONE.forEach((name, test) -> all.put(name, (value, given) -> {
            given.bind();
            return test.test(value);
        }));
        AGAINST.forEach((name, test) -> all.put(
                name, (value, given) -> test.test(value, given.bind("other").required("other"))));
        return Map.copyOf(all);
    }

    private static BiPredicate<Value, Value> ordered(IntPredicate test) {
        return (one, other) -> test.test(Comparing.compare(one, other)) && Comparing.canBeOrdered(one, other);
    }

    private static boolean isSequence(Value value) {
        return switch (value) {
            case Text _, Dict _, Value.Undefined _ -> true;
            case Sequence sequence -> sequence.kind().isIndexed();
            default -> false;
        };
    }

    /** Python's {@code is}, for the values of which there is only one. */
    private static boolean isSame(Value one, Value other) {
        if (!(other instanceof Value.None) && !(other instanceof Value.Truth)) {
            throw new ValueException("sameas compares with none, true and false only");
        }
        return one.equals(other);
    }

    private static boolean leaves(Value value, Value divisor, int rest) {
        return Comparing.areEqual(Arithmetic.MODULO.apply(value, divisor), Value.of(rest));
    }
}

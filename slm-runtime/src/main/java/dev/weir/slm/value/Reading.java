package dev.weir.slm.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads plain Java objects, as a JSON parser makes them, into values. */
public final class Reading {

    private static final int DEEPEST = 100;

    private final Function<String, Text> origin;

    private Reading(Function<String, Text> origin) {
        this.origin = origin;
    }

    /** What somebody said: every text in it stays marked. */
    public static Value fromConversation(@Nullable Object object) {
        return new Reading(Text::fromConversation).read(object, 0);
    }

    /** What the operator or the model's author wrote. */
    public static Value trusted(@Nullable Object object) {
        return new Reading(Text::literal).read(object, 0);
    }

    private Value read(@Nullable Object object, int depth) {
        if (depth > DEEPEST) {
            throw new ValueException("a value nested more than " + DEEPEST + " deep");
        }
        return switch (object) {
            case null -> Value.None.NONE;
            case String string -> origin.apply(string);
            case Boolean truth -> Value.of(truth);
            case BigInteger whole -> new Value.Whole(whole);
            case BigDecimal decimal -> new Value.Real(decimal.doubleValue());
            case Double real -> new Value.Real(real);
            case Float real -> new Value.Real(real);
            case Number whole -> Value.of(whole.longValue());
            case List<?> list -> Sequence.list(items(list, depth));
            case Map<?, ?> map -> new Dict(entries(map, depth));
            default ->
                throw new ValueException("a " + object.getClass().getSimpleName() + " is not a template's value");
        };
    }

    private List<Value> items(List<?> list, int depth) {
        List<Value> items = new ArrayList<>();
        list.forEach(item -> items.add(read(item, depth + 1)));
        return items;
    }

    private List<Dict.Entry> entries(Map<?, ?> map, int depth) {
        List<Dict.Entry> entries = new ArrayList<>();
        map.forEach((key, value) -> entries.add(new Dict.Entry(read(key, depth + 1), read(value, depth + 1))));
        return entries;
    }
}

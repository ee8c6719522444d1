package dev.weir.slm.builtin;

import dev.weir.slm.value.Arguments;
import dev.weir.slm.value.Comparing;
import dev.weir.slm.value.Printing;
import dev.weir.slm.value.Text;
import dev.weir.slm.value.Value;
import dev.weir.slm.value.ValueException;
import dev.weir.slm.value.Walking;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Every filter by its name. */
public final class Filters {

    private static final Set<String> DEEP = Set.of("sort", "unique", "min", "max", "sum", "dictsort");
    private static final Set<String> DEEP_BY_NAME = Set.of("map", "select", "reject");

    private static final Map<String, Filter> GENERAL = Map.of(
            "default", Filters::otherwise,
            "d", Filters::otherwise,
            "length", Filters::length,
            "count", Filters::length,
            "tojson", JsonFilter::write,
            "string", (input, given) -> Printing.text(alone(input, given)));

    private static final Map<String, Filter> OF_TEXT = Map.of(
            "trim", (input, given) -> Stripping.both(Printing.text(input), chars(given)),
            "upper", computing(Letters::upper),
            "lower", computing(Letters::lower),
            "title", computing(Letters::titledWords),
            "capitalize", computing(Letters::capitalized),
            "replace", Filters::replaced,
            "indent", IndentFilter::indented);

    private static final Map<String, Filter> BY_NAME = all();

    private Filters() {}

    public static boolean has(String name) {
        return BY_NAME.containsKey(name);
    }

    /** Whether the work grows with all that the input holds, not only with its number of items. */
    public static boolean isDeep(String name, Arguments given) {
        return DEEP.contains(name)
                || (DEEP_BY_NAME.contains(name) && !given.positional().isEmpty());
    }

    public static Value apply(String name, Value input, Arguments given) {
        Filter filter = BY_NAME.get(name);
        if (filter == null) {
            throw new ValueException("no filter is named '" + name + "'");
        }
        return filter.apply(input, given);
    }

    private static Map<String, Filter> all() {
        Map<String, Filter> all = new HashMap<>(GENERAL);
        all.putAll(OF_TEXT);
        all.putAll(NumberFilters.BY_NAME);
        all.putAll(ListFilters.BY_NAME);
        all.putAll(ChoosingFilters.BY_NAME);
        all.putAll(OrderingFilters.BY_NAME);
        return Map.copyOf(all);
    }

    private static Value alone(Value input, Arguments given) {
        given.bind();
        return input;
    }

    private static Value otherwise(Value input, Arguments arguments) {
        Arguments.Bound given = arguments.bind("default_value", "boolean");
        boolean isMissing = input instanceof Value.Undefined;
        boolean isEmpty = given.flag("boolean", false) && !Comparing.isTrue(input);
        return isMissing || isEmpty ? given.optional("default_value", Text.EMPTY) : input;
    }

    private static Value length(Value input, Arguments given) {
        return Value.of(Walking.length(alone(input, given)));
    }

    private static Value chars(Arguments given) {
        return given.bind("chars").optional("chars", Value.None.NONE);
    }

    private static Value replaced(Value input, Arguments arguments) {
        Arguments.Bound given = arguments.bind("old", "new", "count");
        String old = Printing.text(given.required("old")).string();
        Text replacement = Printing.text(given.required("new"));
        boolean isUnlimited = given.optional("count", Value.None.NONE) instanceof Value.None;
        int limit = isUnlimited ? Integer.MAX_VALUE : TextMethods.limit(given, "count");
        return Replacing.replace(Printing.text(input), old, replacement, limit);
    }

    private static Filter computing(UnaryOperator<String> function) {
        return (input, given) -> {
            Text text = Printing.text(alone(input, given));
            return Text.computed(function.apply(text.string()), text);
        };
    }
}

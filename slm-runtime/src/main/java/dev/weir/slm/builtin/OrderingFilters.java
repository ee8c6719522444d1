package dev.weir.slm.builtin;

import dev.weir.slm.value.Arguments;
import dev.weir.slm.value.Arithmetic;
import dev.weir.slm.value.Comparing;
import dev.weir.slm.value.Dict;
import dev.weir.slm.value.OneShot;
import dev.weir.slm.value.Printing;
import dev.weir.slm.value.Sequence;
import dev.weir.slm.value.Text;
import dev.weir.slm.value.Value;
import dev.weir.slm.value.ValueException;
import dev.weir.slm.value.Walking;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Filters that compare or add up the items of a list. */
final class OrderingFilters {

    static final Map<String, Filter> BY_NAME = Map.of(
            "sort", OrderingFilters::sorted,
            "dictsort", OrderingFilters::sortedDict,
            "unique", OrderingFilters::unique,
            "min", (input, given) -> extreme(input, given, Comparing::compare),
            "max", (input, given) -> extreme(input, given, (one, other) -> Comparing.compare(other, one)),
            "sum", OrderingFilters::sum);

    private OrderingFilters() {}

    private static Value sorted(Value input, Arguments arguments) {
        Arguments.Bound given = arguments.bind("reverse", "case_sensitive", "attribute");
        UnaryOperator<Value> key = severalKeys(given);
        return Sequence.list(sorted(Walking.items(input), key, given));
    }

    private static Value sortedDict(Value input, Arguments arguments) {
        Arguments.Bound given = arguments.bind("case_sensitive", "by", "reverse");
        if (!(input instanceof Dict dict)) {
            throw new ValueException("only a dict can be sorted by dictsort");
        }
        String by = Printing.text(given.optional("by", Text.literal("key"))).string();
        if (!by.equals("key") && !by.equals("value")) {
            throw new ValueException("dictsort sorts by key or by value");
        }
        int place = by.equals("key") ? 0 : 1;
        UnaryOperator<Value> key = pair -> cased(Walking.items(pair).get(place), given.flag("case_sensitive", false));
        return Sequence.list(sorted(ContainerMethods.pairs(dict).items(), key, given));
    }

    private static List<Value> sorted(List<Value> items, UnaryOperator<Value> key, Arguments.Bound given) {
        Comparator<Value> order = (one, other) -> Comparing.compare(key.apply(one), key.apply(other));
        return items.stream()
                .sorted(given.flag("reverse", false) ? order.reversed() : order)
                .toList();
    }

    private static Value unique(Value input, Arguments arguments) {
        UnaryOperator<Value> key = key(arguments.bind("case_sensitive", "attribute"));
        Set<Object> seen = new HashSet<>();
        List<Value> firsts = Walking.items(input).stream()
                .filter(item -> seen.add(Dict.hashable(key.apply(item))))
                .toList();
        return new OneShot(firsts);
    }

    private static Value extreme(Value input, Arguments arguments, Comparator<Value> order) {
        UnaryOperator<Value> key = key(arguments.bind("case_sensitive", "attribute"));
        return Walking.items(input).stream()
                .min((one, other) -> order.compare(key.apply(one), key.apply(other)))
                .orElseGet(() -> new Value.Undefined("No aggregated item, sequence was empty."));
    }

    private static Value sum(Value input, Arguments arguments) {
        Arguments.Bound given = arguments.bind("attribute", "start");
        Value attribute = given.optional("attribute", Value.None.NONE);
        Value sum = given.optional("start", Value.of(0));
        for (Value item : Walking.items(input)) {
            sum = Arithmetic.PLUS.apply(sum, attribute instanceof Value.None ? item : Lookup.path(item, attribute));
        }
        return sum;
    }

    private static UnaryOperator<Value> key(Arguments.Bound given) {
        Value attribute = given.optional("attribute", Value.None.NONE);
        boolean isCaseSensitive = given.flag("case_sensitive", false);
        return item -> cased(attribute instanceof Value.None ? item : Lookup.path(item, attribute), isCaseSensitive);
    }

    /** The filter sort takes several attributes, with commas between them. */
    private static UnaryOperator<Value> severalKeys(Arguments.Bound given) {
        boolean isCaseSensitive = given.flag("case_sensitive", false);
        if (!(given.optional("attribute", Value.None.NONE) instanceof Text names)) {
            return key(given);
        }
        List<Text> paths = List.of(names.string().split(",", -1)).stream()
                .map(Text::literal)
                .toList();
        return item -> Sequence.list(paths.stream()
                .map(path -> cased(Lookup.path(item, path), isCaseSensitive))
                .toList());
    }

    private static Value cased(Value value, boolean isCaseSensitive) {
        return value instanceof Text text && !isCaseSensitive
                ? Text.computed(Letters.lower(text.string()), text)
                : value;
    }
}

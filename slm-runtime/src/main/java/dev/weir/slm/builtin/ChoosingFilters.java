package dev.weir.slm.builtin;

import dev.weir.slm.value.Arguments;
import dev.weir.slm.value.Comparing;
import dev.weir.slm.value.OneShot;
import dev.weir.slm.value.Printing;
import dev.weir.slm.value.Value;
import dev.weir.slm.value.ValueException;
import dev.weir.slm.value.Walking;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Filters that pick from a list or change each of its items. */
final class ChoosingFilters {

    static final Map<String, Filter> BY_NAME = Map.of(
            "map", ChoosingFilters::mapped,
            "select", (input, given) -> kept(input, passes(given)),
            "reject", (input, given) -> kept(input, passes(given).negate()),
            "selectattr", (input, given) -> kept(input, attributePasses(given)),
            "rejectattr", (input, given) -> kept(input, attributePasses(given).negate()));

    private ChoosingFilters() {}

    private static Value mapped(Value input, Arguments given) {
        List<Value> items = items(input);
        if (!given.positional().isEmpty()) {
            String name = Printing.text(given.positional().getFirst()).string();
            Arguments rest = given.without(1);
            return new OneShot(
                    items.stream().map(item -> Filters.apply(name, item, rest)).toList());
        }
        Arguments.Bound named = given.bind("attribute", "default");
        Value attribute = named.required("attribute");
        Value otherwise = named.optional("default", Value.None.NONE);
        return new OneShot(items.stream()
                .map(item -> orElse(Lookup.path(item, attribute), otherwise))
                .toList());
    }

    /** Whatever is empty, even the number zero, counts as an empty list. */
    private static List<Value> items(Value input) {
        return Comparing.isTrue(input) ? Walking.items(input) : List.of();
    }

    private static Value orElse(Value found, Value otherwise) {
        boolean isMissing = found instanceof Value.Undefined && !(otherwise instanceof Value.None);
        return isMissing ? otherwise : found;
    }

    private static Value kept(Value input, Predicate<Value> isKept) {
        return new OneShot(items(input).stream().filter(isKept).toList());
    }

    private static Predicate<Value> attributePasses(Arguments given) {
        if (given.positional().isEmpty()) {
            throw new ValueException("is missing the name of the attribute");
        }
        Value attribute = given.positional().getFirst();
        Predicate<Value> passes = passes(given.without(1));
        return item -> passes.test(Lookup.path(item, attribute));
    }

    private static Predicate<Value> passes(Arguments given) {
        if (given.positional().isEmpty()) {
            return Comparing::isTrue;
        }
        String name = Printing.text(given.positional().getFirst()).string();
        Arguments rest = given.without(1);
        return item -> Tests.apply(name, item, rest);
    }
}

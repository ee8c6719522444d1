package dev.weir.slm.builtin;

import dev.weir.slm.value.Arguments;
import dev.weir.slm.value.Dict;
import dev.weir.slm.value.OneShot;
import dev.weir.slm.value.Printing;
import dev.weir.slm.value.Sequence;
import dev.weir.slm.value.Text;
import dev.weir.slm.value.Value;
import dev.weir.slm.value.ValueException;
import dev.weir.slm.value.Walking;
import java.util.List;
import java.util.Map;

/** Filters that take a list apart or make one. */
final class ListFilters {

    static final Map<String, Filter> BY_NAME = Map.of(
            "list", (input, given) -> Sequence.list(Walking.items(alone(input, given))),
            "first", (input, given) -> first(alone(input, given)),
            "last", (input, given) -> last(alone(input, given)),
            "reverse", (input, given) -> reversed(alone(input, given)),
            "join", ListFilters::joined,
            "items", (input, given) -> items(alone(input, given)));

    private ListFilters() {}

    private static Value alone(Value input, Arguments given) {
        given.bind();
        return input;
    }

    private static Value first(Value input) {
        List<Value> items = input instanceof OneShot oneShot ? oneShot.takeOne() : Walking.items(input);
        return items.isEmpty() ? new Value.Undefined("No first item, sequence was empty.") : items.getFirst();
    }

    private static Value last(Value input) {
        if (input instanceof OneShot) {
            throw new ValueException("a generator has no last item: make it a list first");
        }
        List<Value> items = Walking.items(input);
        return items.isEmpty() ? new Value.Undefined("No last item, sequence was empty.") : items.getLast();
    }

    private static Value reversed(Value input) {
        List<Value> items = Walking.items(input).reversed();
        return switch (input) {
            case Text _ -> Joining.printed(Text.EMPTY, items);
            case OneShot _ -> Sequence.list(items);
            default -> new OneShot(items);
        };
    }

    private static Value joined(Value input, Arguments arguments) {
        Arguments.Bound given = arguments.bind("d", "attribute");
        Value attribute = given.optional("attribute", Value.None.NONE);
        List<Value> items = Walking.items(input);
        List<Value> parts = attribute instanceof Value.None
                ? items
                : items.stream().map(item -> Lookup.path(item, attribute)).toList();
        return Joining.printed(Printing.text(given.optional("d", Text.EMPTY)), parts);
    }

    private static Value items(Value input) {
        return switch (input) {
            case Dict dict -> new OneShot(ContainerMethods.pairs(dict).items());
            case Value.Undefined _ -> new OneShot(List.of());
            default -> throw new ValueException("only a dict has items");
        };
    }
}

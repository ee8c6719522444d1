package dev.weir.slm.builtin;

import dev.weir.slm.value.Arguments;
import dev.weir.slm.value.Comparing;
import dev.weir.slm.value.Dict;
import dev.weir.slm.value.Sequence;
import dev.weir.slm.value.Value;
import dev.weir.slm.value.ValueException;

/** The methods of {@code dict} and {@code list} that change nothing. */
final class ContainerMethods {

    private ContainerMethods() {}

    static Value items(Dict dict, Arguments.Bound none) {
        return Sequence.of(Sequence.Kind.ITEMS, pairs(dict).items());
    }

    static Sequence pairs(Dict dict) {
        return Sequence.list(dict.entries().stream()
                .map(entry -> Sequence.tuple(entry.key(), entry.value()))
                .toList());
    }

    static Value keys(Dict dict, Arguments.Bound none) {
        return Sequence.of(Sequence.Kind.KEYS, dict.keys());
    }

    static Value values(Dict dict, Arguments.Bound none) {
        return Sequence.of(
                Sequence.Kind.VALUES,
                dict.entries().stream().map(Dict.Entry::value).toList());
    }

    static Value get(Dict dict, Arguments.Bound given) {
        Value value = dict.get(given.required("key"));
        return value == null ? given.optional("default", Value.None.NONE) : value;
    }

    static Value same(Dict dict, Arguments.Bound none) {
        return dict;
    }

    static Value count(Sequence list, Arguments.Bound given) {
        Value wanted = given.required("value");
        return Value.of(list.items().stream()
                .filter(item -> Comparing.areEqual(item, wanted))
                .count());
    }

    static Value index(Sequence list, Arguments.Bound given) {
        Value wanted = given.required("value");
        for (int i = 0; i < list.items().size(); i++) {
            if (Comparing.areEqual(list.items().get(i), wanted)) {
                return Value.of(i);
            }
        }
        throw new ValueException("the value is not in the list");
    }
}

package dev.weir.slm.builtin;

import dev.weir.slm.value.Arguments;
import dev.weir.slm.value.Callable;
import dev.weir.slm.value.Dict;
import dev.weir.slm.value.Namespace;
import dev.weir.slm.value.Numbers;
import dev.weir.slm.value.Sequence;
import dev.weir.slm.value.Text;
import dev.weir.slm.value.Value;
import dev.weir.slm.value.ValueException;
import dev.weir.slm.value.Walking;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The functions every template has. */
public final class Functions {

    private static final int LONGEST_RANGE = 100_000;

    public static final Map<String, Callable> BY_NAME = Map.of(
            "range", Functions::range,
            "dict", given -> new Dict(entries(given)),
            "namespace", given -> new Namespace(attributes(given)));

    private Functions() {}

    private static Value range(Arguments given) {
        List<Value> bounds = given.positional();
        if (!given.named().isEmpty() || bounds.isEmpty() || bounds.size() > 3) {
            throw new ValueException("range takes one, two or three numbers");
        }
        int start = bounds.size() == 1 ? 0 : Numbers.index(bounds.get(0));
        int stop = Numbers.index(bounds.get(bounds.size() == 1 ? 0 : 1));
        int step = bounds.size() == 3 ? Numbers.index(bounds.get(2)) : 1;
        if (step == 0) {
            throw new ValueException("range needs a step other than zero");
        }
        List<Value> numbers = new ArrayList<>();
        for (long i = start; step > 0 ? i < stop : i > stop; i += step) {
            if (numbers.size() == LONGEST_RANGE) {
                throw new ValueException("a range of more than " + LONGEST_RANGE + " numbers");
            }
            numbers.add(Value.of(i));
        }
        return Sequence.of(Sequence.Kind.RANGE, numbers);
    }

    private static List<Dict.Entry> entries(Arguments given) {
        List<Dict.Entry> entries = new ArrayList<>();
        given.without(Math.min(1, given.positional().size()))
                .bind(given.named().keySet().toArray(String[]::new));
        for (Value source : given.positional()) {
            entries.addAll(source instanceof Dict dict ? dict.entries() : pairs(source));
        }
        given.named().forEach((name, value) -> entries.add(new Dict.Entry(Text.literal(name), value)));
        return entries;
    }

    private static List<Dict.Entry> pairs(Value source) {
        List<Dict.Entry> entries = new ArrayList<>();
        for (Value item : Walking.items(source)) {
            List<Value> pair = Walking.items(item);
            if (pair.size() != 2) {
                throw new ValueException("a dict is made of pairs");
            }
            entries.add(new Dict.Entry(pair.get(0), pair.get(1)));
        }
        return entries;
    }

    private static Map<String, Value> attributes(Arguments given) {
        Map<String, Value> attributes = new LinkedHashMap<>();
        for (Dict.Entry entry : entries(given)) {
            if (!(entry.key() instanceof Text name)) {
                throw new ValueException("a namespace's names are text");
            }
            attributes.put(name.string(), entry.value());
        }
        return attributes;
    }
}

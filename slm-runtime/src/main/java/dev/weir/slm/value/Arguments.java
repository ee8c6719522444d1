package dev.weir.slm.value;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a function, filter or test was called with. */
public record Arguments(List<Value> positional, Map<String, Value> named) {

    public static final Arguments NONE = new Arguments(List.of(), Map.of());

    public Arguments {
        positional = List.copyOf(positional);
        named = new LinkedHashMap<>(named);
    }

    /**
     * The arguments in the order of the function's parameters.
     *
     * @param parameters their names; a call that names another one, or gives too many, is refused
     */
    public Bound bind(String... parameters) {
        if (positional.size() > parameters.length) {
            throw new ValueException("takes at most " + parameters.length + " arguments");
        }
        Map<String, Value> bound = new LinkedHashMap<>();
        for (int i = 0; i < positional.size(); i++) {
            bound.put(parameters[i], positional.get(i));
        }
        List<String> known = List.of(parameters);
        named.forEach((name, value) -> {
            if (!known.contains(name) || bound.putIfAbsent(name, value) != null) {
                throw new ValueException("got an unexpected argument '" + name + "'");
            }
        });
        return new Bound(bound);
    }

    /** Every argument, whether it came with a name or without. */
    public List<Value> all() {
        List<Value> all = new ArrayList<>(positional);
        all.addAll(named.values());
        return all;
    }

    /** These arguments without the first positional ones. */
    public Arguments without(int count) {
        return new Arguments(new ArrayList<>(positional.subList(count, positional.size())), named);
    }

    /** Arguments by the names of their parameters. */
    public record Bound(Map<String, Value> values) {

        public boolean has(String parameter) {
            return values.containsKey(parameter);
        }

        public Value required(String parameter) {
            Value value = values.get(parameter);
            if (value == null) {
                throw new ValueException("is missing its argument '" + parameter + "'");
            }
            return value;
        }

        public Value optional(String parameter, Value otherwise) {
            return values.getOrDefault(parameter, otherwise);
        }

        public boolean flag(String parameter, boolean otherwise) {
            return Comparing.isTrue(optional(parameter, Value.of(otherwise)));
        }

        public int number(String parameter, int otherwise) {
            return Numbers.index(optional(parameter, Value.of(otherwise)));
        }

        public Text text(String parameter) {
            if (required(parameter) instanceof Text text) {
                return text;
            }
            throw new ValueException("needs text for '" + parameter + "'");
        }
    }
}

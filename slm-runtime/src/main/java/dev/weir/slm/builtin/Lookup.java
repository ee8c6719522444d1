package dev.weir.slm.builtin;

import dev.weir.slm.value.Attributed;
import dev.weir.slm.value.Callable;
import dev.weir.slm.value.Dict;
import dev.weir.slm.value.Numbers;
import dev.weir.slm.value.Printing;
import dev.weir.slm.value.Refusing;
import dev.weir.slm.value.Sequence;
import dev.weir.slm.value.Text;
import dev.weir.slm.value.Value;
import dev.weir.slm.value.ValueException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds attributes and items: {@code x.name} asks the type first, {@code x['name']} the contents first. */
public final class Lookup {

    private static final Map<String, Method<Dict>> DICT_METHODS = Map.of(
            "items", (dict, given) -> ContainerMethods.items(dict, given.bind()),
            "keys", (dict, given) -> ContainerMethods.keys(dict, given.bind()),
            "values", (dict, given) -> ContainerMethods.values(dict, given.bind()),
            "get", (dict, given) -> ContainerMethods.get(dict, given.bind("key", "default")),
            "copy", (dict, given) -> ContainerMethods.same(dict, given.bind()));

    private static final Map<String, Method<Sequence>> SEQUENCE_METHODS = Map.of(
            "count", (list, given) -> ContainerMethods.count(list, given.bind("value")),
            "index", (list, given) -> ContainerMethods.index(list, given.bind("value")));

    /** What Python has and templates here have not: read as missing, these would change a prompt in silence. */
    private static final Set<String> REFUSED_OF_TEXT = Set.of(
            "casefold",
            "center",
            "encode",
            "expandtabs",
            "format",
            "format_map",
            "index",
            "rindex",
            "isalnum",
            "isalpha",
            "isascii",
            "isdecimal",
            "isdigit",
            "isidentifier",
            "isnumeric",
            "isprintable",
            "istitle",
            "ljust",
            "rjust",
            "maketrans",
            "swapcase",
            "translate",
            "zfill");

    private static final Set<String> REFUSED_OF_DICT =
            Set.of("clear", "fromkeys", "pop", "popitem", "setdefault", "update");

    private static final Set<String> REFUSED_OF_LIST =
            Set.of("append", "clear", "copy", "extend", "insert", "pop", "remove", "reverse", "sort");

    private Lookup() {}

    public static Value attribute(Value target, String name) {
        Refusing.undefined(target);
        Value found = ofType(target, name);
        if (found == null && target instanceof Dict dict) {
            found = dict.get(Text.literal(name));
        }
        return found == null ? Value.Undefined.attribute(target, name) : found;
    }

    public static Value item(Value target, Value key) {
        Refusing.undefined(target);
        Value found = ofContents(target, key);
        if (found == null && key instanceof Text name) {
            found = ofType(target, name.string());
        }
        return found == null
                ? Value.Undefined.attribute(target, Printing.text(key).string())
                : found;
    }

    /** Follows a path such as {@code function.name} or {@code 0.role}. */
    static Value path(Value target, Value path) {
        if (!(path instanceof Text text)) {
            return item(target, path);
        }
        Value found = target;
        for (String step : text.string().split("\\.", -1)) {
            boolean isNumber = !step.isEmpty() && step.chars().allMatch(Character::isDigit);
            found = item(found, isNumber ? Value.of(Long.parseLong(step)) : Text.literal(step));
        }
        return found;
    }

    private static @Nullable Value ofContents(Value target, Value key) {
        return switch (target) {
            case Dict dict -> isHashable(key) ? dict.get(key) : null;
            case Sequence sequence when sequence.kind().isIndexed() -> at(sequence.items(), key);
            case Text text -> at(text, key);
            default -> null;
        };
    }

    private static boolean isHashable(Value key) {
        return !(key instanceof Dict) && !(key instanceof Sequence list && list.kind() != Sequence.Kind.TUPLE);
    }

    private static @Nullable Value at(List<Value> items, Value key) {
        if (!Numbers.isWhole(key)) {
            return null;
        }
        int index = Numbers.index(key);
        int position = index < 0 ? items.size() + index : index;
        return position >= 0 && position < items.size() ? items.get(position) : null;
    }

    private static @Nullable Value at(Text text, Value key) {
        if (!Numbers.isWhole(key)) {
            return null;
        }
        int index = Numbers.index(key);
        int position = index < 0 ? text.length() + index : index;
        return position >= 0 && position < text.length() ? text.partByCodePoints(position, position + 1) : null;
    }

    private static @Nullable Value ofType(Value target, String name) {
        return switch (target) {
            case Text text -> bound(text, name, TextMethods.BY_NAME, REFUSED_OF_TEXT);
            case Dict dict -> bound(dict, name, DICT_METHODS, REFUSED_OF_DICT);
            case Sequence sequence -> bound(sequence, name, SEQUENCE_METHODS, REFUSED_OF_LIST);
            case Attributed attributed -> attributed.attribute(name);
            default -> null;
        };
    }

    private static <T extends Value> @Nullable Value bound(
            T self, String name, Map<String, Method<T>> methods, Set<String> refused) {
        if (refused.contains(name)) {
            throw new ValueException("the method '" + name + "' of '" + Printing.typeName(self) + "' is not available");
        }
        Method<T> method = methods.get(name);
        Callable callable = method == null ? null : given -> method.call(self, given);
        return callable;
    }
}

package dev.weir.slm.builtin;

import dev.weir.slm.value.Arguments;
import dev.weir.slm.value.Numbers;
import dev.weir.slm.value.Printing;
import dev.weir.slm.value.Sequence;
import dev.weir.slm.value.Text;
import dev.weir.slm.value.Value;
import dev.weir.slm.value.ValueException;
import dev.weir.slm.value.Walking;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.UnaryOperator;

/** The methods of {@code str}. */
final class TextMethods {

    static final Map<String, Method<Text>> BY_NAME = Map.ofEntries(
            Map.entry("strip", (text, given) -> Stripping.both(text, characters(given))),
            Map.entry("lstrip", (text, given) -> Stripping.left(text, characters(given))),
            Map.entry("rstrip", (text, given) -> Stripping.right(text, characters(given))),
            Map.entry("split", (text, given) -> Splitting.split(text, given.bind("sep", "maxsplit"))),
            Map.entry("rsplit", (text, given) -> Splitting.splitFromTheEnd(text, given.bind("sep", "maxsplit"))),
            Map.entry("splitlines", (text, given) -> Splitting.lines(text, given.bind("keepends"))),
            Map.entry(
                    "partition",
                    (text, given) -> Splitting.partition(text, given.bind("sep").text("sep"))),
            Map.entry(
                    "rpartition",
                    (text, given) ->
                            Splitting.partitionLast(text, given.bind("sep").text("sep"))),
            Map.entry("replace", (text, given) -> Replacing.replace(text, given.bind("old", "new", "count"))),
            Map.entry(
                    "removeprefix",
                    (text, given) -> withoutPrefix(text, given.bind("prefix").text("prefix"))),
            Map.entry(
                    "removesuffix",
                    (text, given) -> withoutSuffix(text, given.bind("suffix").text("suffix"))),
            Map.entry(
                    "join",
                    (text, given) -> Joining.join(text, given.bind("items").required("items"))),
            Map.entry("startswith", (text, given) -> Value.of(matches(text, given, String::startsWith))),
            Map.entry("endswith", (text, given) -> Value.of(matches(text, given, String::endsWith))),
            Map.entry("find", (text, given) -> find(text, given, String::indexOf)),
            Map.entry("rfind", (text, given) -> find(text, given, String::lastIndexOf)),
            Map.entry(
                    "count",
                    (text, given) ->
                            count(text.string(), given.bind("sub").text("sub").string())),
            Map.entry("upper", computing(Letters::upper)),
            Map.entry("lower", computing(Letters::lower)),
            Map.entry("title", computing(Letters::titled)),
            Map.entry("capitalize", computing(Letters::capitalized)),
            Map.entry("islower", asking((string, _) -> Letters.isLower(string))),
            Map.entry("isupper", asking((string, _) -> Letters.isUpper(string))),
            Map.entry(
                    "isspace",
                    asking((string, _) -> Letters.isAll(string, Letters::isSpace, c -> !Letters.isSpace(c)))));

    private TextMethods() {}

    /** The characters to strip; none given means white space. */
    private static Value characters(Arguments given) {
        return given.bind("chars").optional("chars", Value.None.NONE);
    }

    private static Method<Text> computing(UnaryOperator<String> function) {
        return (text, given) -> {
            given.bind();
            return Text.computed(function.apply(text.string()), text);
        };
    }

    private static Method<Text> asking(BiPredicate<String, Arguments.Bound> question) {
        return (text, given) -> Value.of(question.test(text.string(), given.bind()));
    }

    private static boolean matches(Text text, Arguments given, BiPredicate<String, String> test) {
        Value wanted = given.bind("affix").required("affix");
        if (wanted instanceof Sequence tuple && tuple.kind() == Sequence.Kind.TUPLE) {
            return Walking.items(tuple).stream().anyMatch(each -> test.test(text.string(), string(each)));
        }
        return test.test(text.string(), string(wanted));
    }

    private static String string(Value value) {
        if (value instanceof Text text) {
            return text.string();
        }
        throw new ValueException("needs text, not '" + Printing.typeName(value) + "'");
    }

    /** Finds a part in a string. */
    private interface Search {
        int find(String string, String part);
    }

    private static Value find(Text text, Arguments given, Search search) {
        int at = search.find(text.string(), given.bind("sub").text("sub").string());
        return Value.of(at < 0 ? -1 : text.string().codePointCount(0, at));
    }

    private static Value count(String string, String part) {
        if (part.isEmpty()) {
            return Value.of(string.codePointCount(0, string.length()) + 1);
        }
        int count = 0;
        for (int at = string.indexOf(part); at >= 0; at = string.indexOf(part, at + part.length())) {
            count++;
        }
        return Value.of(count);
    }

    private static Text withoutPrefix(Text text, Text prefix) {
        boolean has = text.string().startsWith(prefix.string());
        return has ? text.from(prefix.string().length()) : text;
    }

    private static Text withoutSuffix(Text text, Text suffix) {
        boolean has = text.string().endsWith(suffix.string());
        return has ? text.part(0, text.string().length() - suffix.string().length()) : text;
    }

    /** A count argument where a negative number means all. */
    static int limit(Arguments.Bound given, String parameter) {
        Value limit = given.optional(parameter, Value.of(-1));
        int count = Numbers.index(limit);
        return count < 0 ? Integer.MAX_VALUE : count;
    }
}

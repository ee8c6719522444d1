package dev.weir.gateway.evaluation;

import java.math.BigDecimal;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Whether two answers say the same.
 *
 * <p>JSON is compared by value: the order of keys, spaces and how a number is written do not matter. A label is the same
 * as an object whose one property holds it, which is how a classifier answers where JSON was asked for. Everything else
 * is compared as text, without regard to case, runs of white space, and punctuation at the ends.
 */
public final class Answers {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Answers() {}

    public static boolean same(String one, String other) {
        if (one.equals(other)) {
            return true;
        }
        JsonNode left = container(one);
        JsonNode right = container(other);
        if (left != null && right != null) {
            return canonical(left).equals(canonical(right));
        }
        return normalised(left == null ? one : labelIn(left, one))
                .equals(normalised(right == null ? other : labelIn(right, other)));
    }

    private static String labelIn(JsonNode object, String text) {
        JsonNode only = object.isObject() && object.size() == 1
                ? object.values().iterator().next()
                : object;
        return only.isString() ? only.asString() : text;
    }

    private static @Nullable JsonNode container(String text) {
        String stripped = text.strip();
        if (!stripped.startsWith("{") && !stripped.startsWith("[")) {
            return null;
        }
        try {
            return JSON.readTree(stripped);
        } catch (JacksonException _) {
            return null;
        }
    }

    private static Object canonical(JsonNode node) {
        if (node.isObject()) {
            TreeMap<String, Object> fields = new TreeMap<>();
            node.properties().forEach(field -> fields.put(field.getKey(), canonical(field.getValue())));
            return fields;
        }
        if (node.isArray()) {
            List<Object> elements = new ArrayList<>();
            node.forEach(element -> elements.add(canonical(element)));
            return elements;
        }
        if (node.isNumber()) {
            BigDecimal number = node.decimalValue();
            return number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
        }
        return node;
    }

    private static String normalised(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC)
                .toLowerCase(Locale.ROOT)
                .strip()
                .replaceAll("\\s+", " ")
                .replaceAll("^[\\p{Punct}\\s]+(?=\\S)|(?<=\\S)[\\p{Punct}\\s]+$", "");
    }
}

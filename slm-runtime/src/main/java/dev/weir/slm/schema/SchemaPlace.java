package dev.weir.slm.schema;

import dev.weir.slm.SlmException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * One schema within the whole, and where it is.
 *
 * @param pointer a JSON pointer (RFC 6901) to it
 */
record SchemaPlace(JsonNode schema, String pointer) {

    private static final int MOST_COUNT = 65_536;

    Optional<JsonNode> find(String keyword) {
        return Optional.ofNullable(schema.get(keyword));
    }

    boolean has(String keyword) {
        return schema.has(keyword);
    }

    /** The pointer of something within. */
    String below(String... names) {
        StringBuilder below = new StringBuilder(pointer);
        for (String name : names) {
            below.append('/').append(name.replace("~", "~0").replace("/", "~1"));
        }
        return below.toString();
    }

    SlmException.Unsupported refuse(String keyword) {
        return refuse(keyword, "");
    }

    /** The reason begins with a comma or a colon, or is empty. */
    SlmException.Unsupported refuse(String keyword, String reason) {
        return new SlmException.Unsupported(
                "the schema's " + keyword + " at " + below(keyword) + " cannot be enforced" + reason);
    }

    int count(String keyword, int absent) {
        Optional<JsonNode> node = find(keyword);
        if (node.isEmpty()) {
            return absent;
        }
        BigDecimal count = node.filter(JsonNode::isNumber)
                .map(JsonNode::decimalValue)
                .filter(number ->
                        number.signum() >= 0 && number.stripTrailingZeros().scale() <= 0)
                .orElseThrow(() -> refuse(keyword, ": it is no count"));
        if (count.compareTo(BigDecimal.valueOf(MOST_COUNT)) > 0) {
            throw refuse(keyword, ": it is above " + MOST_COUNT);
        }
        return count.intValueExact();
    }

    List<String> strings(String keyword) {
        List<String> strings = new ArrayList<>();
        find(keyword).ifPresent(node -> {
            if (!node.isArray()) {
                throw refuse(keyword, ": it is no list");
            }
            for (JsonNode string : node) {
                if (!string.isString()) {
                    throw refuse(keyword, ": it has something else than strings");
                }
                strings.add(string.asString());
            }
        });
        return strings;
    }

    Optional<String> string(String keyword) {
        return find(keyword).map(node -> {
            if (!node.isString()) {
                throw refuse(keyword, ": it is no string");
            }
            return node.asString();
        });
    }

    /** Refuses every keyword beside the first that is neither harmless nor among those allowed. */
    void allowOnly(String keyword, Set<String> harmless, Set<String> allowed) {
        for (String beside : schema.propertyNames()) {
            if (!beside.equals(keyword) && !harmless.contains(beside) && !allowed.contains(beside)) {
                throw refuse(beside, " beside " + keyword);
            }
        }
    }
}

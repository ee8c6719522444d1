package dev.weir.gateway.assembled;

import java.util.List;
import java.util.Random;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Requests that nobody in their right mind sends: each a good one with a few things wrong. The seed decides all. */
final class Mutations {

    private static final int MOST_CHANGES = 4;
    private static final int MOST_NESTING = 10_000;
    private static final int MOST_TEXT = 20_000;

    private static final String GOOD = """
        {"model": "?", "messages": [{"role": "system", "content": "be brief"},
           {"role": "user", "content": [{"type": "text", "text": "hello"}], "name": "n"}],
         "max_tokens": 3, "stream": false, "temperature": 1, "top_p": 0.9, "seed": 7, "stop": ["~"], "n": 1,
         "logprobs": true, "top_logprobs": 2, "logit_bias": {"5": 1}, "frequency_penalty": 0, "user": "u",
         "response_format": {"type": "text"}, "metadata": {"a": "b"}, "tool_choice": "none",
         "tools": [{"type": "function", "function": {"name": "f", "description": "d", "parameters":
           {"type": "object", "properties": {"x": {"type": "string", "enum": ["transfer", "b"]}}}}}]}
        """;

    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "false",
            "0",
            "-0",
            "-1",
            "1",
            "2.5",
            "1e400",
            "-1e400",
            "1e-400",
            "9007199254740993",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775809",
            "2147483648",
            "0.1e1",
            "\"\"",
            "\" \"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"\\ud83d\\ude00\"",
            "\"\\uffff\\ufeff\\u202e\"",
            "\"none\"",
            "\"required\"",
            "\"json_schema\"",
            "\"function\"",
            "[]",
            "{}",
            "[[]]",
            "[null]",
            "{\"\":null}",
            "[{}]",
            "{\"type\":\"function\",\"function\":{\"name\":\"f\"}}",
            "{\"type\":\"json_object\"}",
            "{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"s\",\"schema\":{\"type\":\"array\",\"maxItems\":3}}}",
            "{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"s\",\"schema\":{\"$ref\":\"#\"}}}",
            "{\"role\":\"tool\",\"tool_call_id\":\"c\",\"content\":\"r\"}");

    private static final String[] MODELS = {BothTiers.CLASSIFIER, BothTiers.GENERATOR, "intents", "auto", "none", ""};

    private final Random random;

    Mutations(long seed) {
        this.random = new Random(seed);
    }

    /** The next request's body. */
    String next() {
        ObjectNode request = (ObjectNode) BothTiers.JSON.readTree(GOOD);
        request.put("model", MODELS[random.nextInt(MODELS.length)]).put("stream", random.nextBoolean());
        // Fewer fields are better understood, and so lead further in.
        request.remove(request.propertyNames().stream()
                .filter(name -> !name.equals("model") && !name.equals("messages") && random.nextInt(3) > 0)
                .toList());
        for (int i = random.nextInt(MOST_CHANGES); i > 0; i--) {
            change(request);
        }
        String body = request.toString();
        return switch (random.nextInt(12)) {
            case 0 -> cut(body);
            case 1 -> withAnotherCharacter(body);
            case 2 -> withNesting(body);
            case 3 -> withLongText(body);
            case 4 -> withNumber(body);
            default -> body;
        };
    }

    /** Puts an odd value in a place anywhere within. */
    private void change(JsonNode at) {
        if (at instanceof ObjectNode object && !object.isEmpty()) {
            List<String> names = List.copyOf(object.propertyNames());
            String name = names.get(random.nextInt(names.size()));
            JsonNode inside = object.get(name);
            if (inside.isContainer() && !inside.isEmpty() && random.nextBoolean()) {
                change(inside);
            } else if (random.nextInt(6) == 0) {
                object.remove(name);
            } else {
                object.set(random.nextInt(8) == 0 ? name + "\u00E9" : name, value());
            }
        } else if (at instanceof ArrayNode array && !array.isEmpty()) {
            int index = random.nextInt(array.size());
            if (array.get(index).isContainer() && random.nextBoolean()) {
                change(array.get(index));
            } else {
                array.set(index, value());
            }
        }
    }

    private JsonNode value() {
        String text = VALUES.get(random.nextInt(VALUES.size()));
        return BothTiers.JSON.readTree(text);
    }

    private String cut(String body) {
        return body.substring(0, random.nextInt(body.length()));
    }

    private String withAnotherCharacter(String body) {
        int at = random.nextInt(body.length());
        return body.substring(0, at) + (char) random.nextInt(0x3000) + body.substring(at + 1);
    }

    private String withNesting(String body) {
        int depth = 1 + random.nextInt(MOST_NESTING);
        boolean arrays = random.nextBoolean();
        String deep = (arrays ? "[" : "{\"a\":").repeat(depth) + "1" + (arrays ? "]" : "}").repeat(depth);
        return body.replaceFirst("\\{", "{\"" + (random.nextBoolean() ? "metadata" : "x") + "\":" + deep + ",");
    }

    private String withLongText(String body) {
        String text = Character.toString(0x20 + random.nextInt(0x20000)).repeat(random.nextInt(MOST_TEXT));
        String quoted = BothTiers.JSON.writeValueAsString(text);
        return body.replace("\"hello\"", quoted);
    }

    private String withNumber(String body) {
        String digits = Integer.toString(1 + random.nextInt(9)).repeat(1 + random.nextInt(2000));
        return body.replaceFirst("\"(seed|n|max_tokens|temperature)\":[0-9.]+", "\"$1\":" + digits);
    }
}

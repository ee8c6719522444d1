package dev.weir.slm.constraint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weir.slm.Constraint;
import dev.weir.slm.SlmException;
import dev.weir.slm.automaton.TokenVocabulary;
import java.math.BigDecimal;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaTest {

    private static final TokenVocabulary BYTES = TestingVocabulary.bytesAnd(List.of());

    private final Random random = new Random(7);

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '\0',
            value = {
                "{\"type\":\"array\",\"uniqueItems\":true}; uniqueItems at /uniqueItems cannot be enforced",
                "{\"properties\":{\"a/b\":{\"not\":{}}}}; not at /properties/a~1b/not",
                "{\"if\":{}}; if at /if",
                "{\"allOf\":[{},{}]}; allOf at /allOf cannot be enforced: it has more than one schema",
                "{\"oneOf\":[{\"type\":\"string\"},{\"type\":\"string\"}]}; schemas 0 and 1 may both be valid",
                "{\"oneOf\":[{\"type\":\"integer\"},{\"type\":\"number\"}]}; oneOf at /oneOf",
                "{\"patternProperties\":{}}; patternProperties at /patternProperties",
                "{\"propertyNames\":{}}; propertyNames at",
                "{\"minProperties\":1}; minProperties at",
                "{\"dependentRequired\":{}}; dependentRequired at",
                "{\"contains\":{}}; contains at",
                "{\"$ref\":\"other.json\"}; $ref at /$ref cannot be enforced: only references within",
                "{\"$ref\":\"#/$defs/a\"}; there is nothing at /$defs/a",
                "{\"$ref\":\"#\"}; its root refers to itself",
                "{\"$defs\":{\"a\":{\"anyOf\":[{\"$ref\":\"#/$defs/a\"}]}},\"$ref\":\"#/$defs/a\"}; refers to itself",
                "{\"type\":\"integer\",\"multipleOf\":3}; multipleOf at /multipleOf",
                "{\"type\":\"string\",\"format\":\"uri-template\"}; format at /format cannot be enforced: uri-template",
                "{\"type\":\"string\",\"pattern\":\"a(?=b)\"}; pattern at /pattern cannot be enforced: the pattern a(?=b)",
                "{\"type\":\"string\",\"pattern\":\"a\",\"format\":\"date\"}; format at /format cannot be enforced beside",
                "{\"type\":\"string\",\"enum\":[\"a\"],\"minLength\":1}; minLength at /minLength cannot be enforced beside",
                "{\"type\":\"object\",\"properties\":{},\"anyOf\":[{}]}; properties at /properties cannot be enforced besi",
                "{\"type\":\"string\",\"anyOf\":[{\"type\":\"null\"}]}; type at /type cannot be enforced, for the schema",
                "{\"type\":\"array\",\"items\":[{}]}; a list of schemas is written prefixItems",
                "{\"type\":\"text\"}; type at /type cannot be enforced: there is no such type",
                "{\"type\":\"string\",\"minLength\":-1}; minLength at /minLength cannot be enforced: it is no count",
                "{\"type\":\"string\",\"maxLength\":1e9}; maxLength at /maxLength cannot be enforced: it is above 65536",
                "{\"type\":\"string\",\"minLength\":3,\"maxLength\":2}; no text that the model can write",
                "{\"type\":\"array\",\"items\":{\"$ref\":\"#\"},\"minItems\":1}; no text that the model can write",
                "{\"enum\":[]}; no text that the model can write",
                "false; no text that the model can write",
                "{\"nullable\":true}; nullable at /nullable",
                "{\"type\":\"string\",\"type\":\"null\"}; is not JSON",
                "3; something that is no schema",
                "{\"properties\":{\"a\":3}}; at /properties/a the schema has something that is no schema",
            })
    void refusesByNameAndPlace(String schema, String message) {
        assertThatExceptionOfType(SlmException.Unsupported.class)
                .isThrownBy(() -> compile(schema))
                .withMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '\0',
            value = {
                "{\"type\":\"object\",\"properties\":{\"a\":{},\"b\":{}},\"required\":[\"b\"]}; {\"b\":1}; {\"a\":1}",
                "{\"type\":\"object\",\"properties\":{\"a\":{},\"b\":{}}}; {\"a\":1, \"b\": [2, {}]}; {\"b\":1,\"a\":1}",
                "{\"type\":\"object\",\"properties\":{\"a\":{}}}; {\"a\":1}; {\"a\":1,\"a\":2}",
                "{\"type\":\"object\",\"properties\":{\"a\":{}}}; {}; {\"c\":1}",
                "{\"properties\":{\"a\":{}},\"additionalProperties\":true}; {\"b\":1,\"aa\":2}; {\"b\":1,\"a\":2}",
                "{\"properties\":{\"a\":{}},\"additionalProperties\":true}; {\"\":1}; {\"\\u0061\":1}",
                "{\"additionalProperties\":{\"type\":\"null\"}}; {\"x\":null}; {\"x\":1}",
                "{\"type\":\"object\",\"required\":[\"z\"]}; {\"z\":1,\"y\":2}; {\"y\":2}",
                "{\"type\":\"object\"}; {\"a\":{\"b\":[true, false, null]}}; {\"a\": }",
                "{\"const\":{\"a\":[1,\"x\"]}}; {\"a\": [1, \"x\"]}; {\"a\":[1]}",
                "{\"enum\":[1,\"a\",null],\"type\":[\"string\",\"null\"]}; null; 1",
                "{\"prefixItems\":[{\"type\":\"null\"}]}; [null]; [null,null]",
                "{\"prefixItems\":[{\"type\":\"null\"}],\"items\":true}; [null,1]; [1]",
                "{\"items\":{\"type\":\"null\"},\"minItems\":2}; [null,null,null,null]; [null]",
                "{\"items\":{\"type\":\"null\"},\"minItems\":1,\"maxItems\":2}; [null,null]; [null,null,null]",
                "{\"maxItems\":0}; []; [1]",
                "{\"type\":\"string\",\"maxLength\":2}; \"\\ud83d\\ude00\\n\"; \"abc\"",
                "{\"type\":\"string\",\"minLength\":2}; \"😀é\"; \"\\ud83d\\ude00\"",
                "{\"type\":\"string\"}; \"\\/\\u00e9\"; \"\\ud83d\"",
                "{\"type\":\"string\"}; \"\\ud83d\\uDC00\"; \"\\ud83d\\ud83d\"",
                "{\"type\":\"string\",\"pattern\":\"b$\"}; \"ab\"; \"ba\"",
                "{\"type\":\"string\"}; \"\\uDBFF\\uDFFF\"; \"\\ude00\\ud83d\"",
                "{\"type\":\"string\"}; \"\\\\\"; \"\\x\"",
                "{\"type\":\"string\",\"pattern\":\"^.$\",\"minLength\":1}; \"\\\"\"; \"\\\"a\"",
                "{\"type\":\"string\",\"pattern\":\"b\",\"maxLength\":3}; \"abc\"; \"aabc\"",
                "{\"type\":\"string\",\"pattern\":\"\\\\n\"}; \"a\\nb\"; \"ab\"",
                "{\"type\":\"number\"}; -0.5e+10; 01",
                "{\"type\":\"number\"}; 0; 1.",
                "{\"type\":\"integer\"}; -12; 1.0",
                "{\"type\":\"number\",\"multipleOf\":0.01}; 1.25; 1.255",
                "{\"oneOf\":[{\"type\":\"null\"},{\"type\":\"string\"}]}; null; 1",
                "{\"allOf\":[{\"type\":\"null\"}]}; null; 1",
                "{\"definitions\":{\"a b\":{\"type\":\"null\"}},\"$ref\":\"#/definitions/a%20b\"}; null; 1",
                "{\"type\":\"object\",\"properties\":{},\"uniqueItems\":false}; {}; {\"a\":1}",
                "true; [{\"a\":\"b\"}]; [,]",
                "{\"format\":\"date\"}; \"2024-02-29\"; \"2023-02-29\"",
            })
    void writesTheOneAndNotTheOther(String schema, String valid, String invalid) {
        CompiledConstraint compiled = compile(schema);

        assertThat(Walk.accepts(compiled, valid)).as(valid).isTrue();
        assertThat(Walk.accepts(compiled, invalid)).as(invalid).isFalse();
    }

    @Test
    void alternativesToldApartByAConstantAreOneOf() {
        CompiledConstraint compiled = compile("""
                {"oneOf":[{"$ref":"#/$defs/cat"},{"$ref":"#/$defs/dog"}],"$defs":{
                 "cat":{"type":"object","properties":{"kind":{"const":"cat"},"x":{}},"required":["kind"]},
                 "dog":{"type":"object","properties":{"kind":{"const":"dog"},"y":{}},"required":["kind"]}}}""");

        assertThat(Walk.accepts(compiled, "{\"kind\":\"dog\",\"y\":1}")).isTrue();
        assertThat(Walk.accepts(compiled, "{\"kind\":\"dog\",\"x\":1}")).isFalse();
    }

    @Test
    void recursionGoesAsDeepAsItLikes() {
        CompiledConstraint compiled = compile("{\"type\":\"array\",\"items\":{\"$ref\":\"#\"}}");

        assertThat(Walk.accepts(compiled, "[".repeat(5000) + "]".repeat(5000))).isTrue();
        assertThat(Walk.accepts(compiled, "[".repeat(5000) + "]".repeat(4999))).isFalse();
    }

    /** Read naively, each level doubles the ways in which the text can be understood. */
    @Test
    void ambiguityAtEveryLevelDoesNotMultiply() {
        CompiledConstraint compiled = compile("""
                {"anyOf":[{"type":"object","properties":{"x":{"$ref":"#"}},"required":["x"]},
                          {"type":"object","properties":{"x":{"$ref":"#"},"y":{"type":"null"}},"required":["x"]},
                          {"type":"null"}]}""");

        assertThat(Walk.accepts(compiled, "{\"x\":".repeat(300) + "null" + ",\"y\":null}}".repeat(150)))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"-12, 130", "0, 9", "5, 5", "-1000, -1", "99, 10001", "-9, 0", ", 17", "-17,", "100,"})
    void integersKeepTheirBounds(Integer low, Integer high) {
        String schema = "{\"type\":\"integer\"" + (low == null ? "" : ",\"minimum\":" + low)
                + (high == null ? "" : ",\"exclusiveMaximum\":" + (high + 1)) + "}";
        CompiledConstraint compiled = compile(schema);

        for (int i = -1100; i < 10_100; i++) {
            assertThat(Walk.accepts(compiled, Integer.toString(i)))
                    .as("%d", i)
                    .isEqualTo((low == null || i >= low) && (high == null || i <= high));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "-1.5, 2.25, true",
        "-1.5, 2.25, false",
        "0, 1, false",
        "0.07, 0.071, true",
        "9.99, 100.5, false",
        "-3, -2.5, true",
        "1e2, 1.5e2, false",
        "-0.5, 0, false",
        "5, 5, true"
    })
    void numbersKeepTheirBounds(BigDecimal low, BigDecimal high, boolean included) {
        String schema = included
                ? "{\"type\":\"number\",\"minimum\":" + low + ",\"maximum\":" + high + "}"
                : "{\"type\":\"number\",\"exclusiveMinimum\":" + low + ",\"exclusiveMaximum\":" + high + "}";
        CompiledConstraint compiled = compile(schema);
        BigDecimal step = new BigDecimal("0.0005");

        int inside = 0;
        for (BigDecimal x = low.subtract(step.multiply(BigDecimal.valueOf(2000))); inside < 4000; x = x.add(step)) {
            int fromLow = x.compareTo(low);
            int fromHigh = x.compareTo(high);
            boolean within = included ? fromLow >= 0 && fromHigh <= 0 : fromLow > 0 && fromHigh < 0;
            // Minus zero is not written where there are bounds; zero is.
            assertThat(Walk.accepts(compiled, x.toPlainString())).as("%s", x).isEqualTo(within);
            inside++;
        }
    }

    @Test
    void emailsLookLikeEmails() {
        CompiledConstraint compiled = compile("{\"type\":\"string\",\"format\":\"email\"}");

        for (int i = 0; i < 50; i++) {
            assertThat(new Walk(BYTES, random).write(compiled.begin(true), 80))
                    .matches("\"[\\w.+-]+@[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?(\\.[a-zA-Z0-9-]*[a-zA-Z0-9])+\"")
                    .doesNotContain("..", ".@", "\".");
        }
    }

    @Test
    void saysWhatMustComeNext() {
        Cursor cursor = compile("""
                {"type":"object","properties":{"name":{"type":"string"},"日":{"const":1}},"required":["name","日"]}""").begin(true);

        assertThat(cursor.forcedText()).isEqualTo("{\"name\":");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5, 40})
    void comesToAValidEndWhereTokensRunOut(int more) {
        CompiledConstraint compiled = CompiledConstraint.compile(new Constraint.JsonObject(), BYTES);

        for (int i = 0; i < 100; i++) {
            Cursor cursor = compiled.begin(true);
            String text = new Walk(BYTES, random).write(cursor, 2 + more);
            assertThat(text).startsWith("{").endsWith("}").hasSizeLessThanOrEqualTo(2 + more);
        }
    }

    private static CompiledConstraint compile(String schema) {
        return CompiledConstraint.compile(new Constraint.JsonSchema(schema), BYTES);
    }
}

package dev.weir.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.gateway.routing.AnswerForm;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ResponseFormatReaderTest {

    @Test
    void understandsOnePropertyThatHoldsOneOfSomeStrings() {
        assertThat(form("""
                        {"type":"object","properties":{"what":{"type":"string","enum":["a","b"]}},
                         "required":["what"],"additionalProperties":false}"""))
                .extracting(AnswerForm.Schema::oneProperty)
                .isEqualTo(new AnswerForm.OneProperty("what", List.of("a", "b")));
    }

    @Test
    void understandsOnePropertyThatHoldsAnyString() {
        assertThat(form("{\"type\":\"object\",\"properties\":{\"what\":{\"type\":\"string\"}}}"))
                .extracting(AnswerForm.Schema::oneProperty)
                .isEqualTo(new AnswerForm.OneProperty("what", List.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"type\":\"string\"}",
                "{\"type\":\"object\",\"properties\":{}}",
                "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"},\"b\":{\"type\":\"string\"}}}",
                "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"number\"}}}",
                "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\",\"pattern\":\"x\"}}}",
                "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}},\"required\":[\"a\",\"b\"]}",
                "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}},\"minProperties\":2}",
                "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}},\"not\":{}}"
            })
    void takesNoSchemaThatOneStringMayNotKeepTo(String schema) {
        assertThat(form(schema)).isEqualTo(new AnswerForm.Schema(schema, null));
    }

    private static AnswerForm.Schema form(String schema) {
        String request = "{\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"n\",\"schema\":"
                + schema + "}}}";
        return (AnswerForm.Schema) ResponseFormatReader.read(
                Fields.of((ObjectNode) JsonMapper.shared().readTree(request)));
    }
}

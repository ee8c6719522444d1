package dev.weir.slm.constraint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.weir.slm.Constraint;
import dev.weir.slm.automaton.TokenVocabulary;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The judge is a validator that others wrote. With {@code -Dweir.soak=5000} there are so many schemas. */
class RandomSchemasTest {

    private static final TokenVocabulary BYTES = TestingVocabulary.bytesAnd(List.of());
    private static final int SCHEMAS = Integer.getInteger("weir.soak", 300);

    private final SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    @Test
    void writesOnlyWhatIsValid() {
        Random random = new Random(11);
        for (int i = 0; i < SCHEMAS; i++) {
            writeAndJudge(new RandomSchema(random), TestingVocabulary.random(random), random);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"qwen2.5", "smollm2", "phi-3-mini"})
    void writesOnlyWhatIsValidWithPublishedTokenizers(String name) {
        Optional<TokenVocabulary> vocabulary = TestingVocabulary.published(name);
        assumeTrue(vocabulary.isPresent());
        Random random = new Random(12);
        for (int i = 0; i < SCHEMAS / 10; i++) {
            writeAndJudge(new RandomSchema(random), vocabulary.orElseThrow(), random);
        }
    }

    @Test
    void acceptsWhatIsValid() {
        Random random = new Random(13);
        for (int i = 0; i < SCHEMAS; i++) {
            RandomSchema schema = new RandomSchema(random);
            CompiledConstraint compiled = compile(schema.text(), BYTES);
            for (int j = 0; j < 5; j++) {
                String value = schema.value();
                assertThat(errors(schema.text(), value))
                        .as("the test's own value")
                        .isEmpty();
                assertThat(Walk.accepts(compiled, value))
                        .as("%s by %s", value, schema.text())
                        .isTrue();
            }
        }
    }

    private void writeAndJudge(RandomSchema schema, TokenVocabulary vocabulary, Random random) {
        CompiledConstraint compiled = compile(schema.text(), vocabulary);
        for (int i = 0; i < 3; i++) {
            Cursor cursor = compiled.begin(true);
            int most = cursor.shortestEnd() + random.nextInt(80);
            String text = new Walk(vocabulary, random).write(cursor, most);
            assertThat(errors(schema.text(), text))
                    .as("%s by %s", text, schema.text())
                    .isEmpty();
        }
    }

    private String errors(String schema, String text) {
        return registry.getSchema(schema)
                .validate(
                        text,
                        InputFormat.JSON,
                        context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)))
                .toString()
                .replace("[]", "");
    }

    private static CompiledConstraint compile(String schema, TokenVocabulary vocabulary) {
        return CompiledConstraint.compile(new Constraint.JsonSchema(schema), vocabulary);
    }
}

package dev.weir.slm.constraint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.slm.Constraint;
import dev.weir.slm.ModelFolder;
import dev.weir.slm.SharedFolder;
import dev.weir.slm.automaton.TokenBytes;
import dev.weir.slm.automaton.TokenVocabulary;
import dev.weir.slm.text.IncrementalDecoder;
import dev.weir.slm.text.Tokenizer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is constrained is the text that the decoder makes of the tokens. */
class DecodedTextTest {

    private static final List<String> CHOICES = List.of("yes", " yes", "no", "  no", "日本", "{\"a\": 1}");

    private final Random random = new Random(9);

    @ParameterizedTest
    @ValueSource(strings = {"qwen2.5", "smollm2", "phi-3-mini"})
    void eachTokenAddsWhatTheDecoderSays(String name) {
        Tokenizer tokenizer = tokenizer(name);
        TokenBytes tokens = tokenizer.tokenBytes(Map.of());

        for (int i = 0; i < 500; i++) {
            boolean beginsText = random.nextBoolean();
            IncrementalDecoder decoder = tokenizer.newDecoder(beginsText);
            StringBuilder decoded = new StringBuilder();
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            boolean first = beginsText;
            while (bytes.size() < 30) {
                int token = random.nextInt(tokens.size());
                byte[] added = first ? tokens.firstBytes(token) : tokens.bytes(token);
                if (added != null && isText(added)) {
                    bytes.writeBytes(added);
                    decoded.append(decoder.push(token));
                    first = false;
                }
            }
            assertThat(decoded.append(decoder.finish()).toString()).isEqualTo(bytes.toString(StandardCharsets.UTF_8));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"qwen2.5", "smollm2", "phi-3-mini"})
    void theDecodedTextIsOneOfTheChoices(String name) {
        Tokenizer tokenizer = tokenizer(name);
        int end = TestingVocabulary.endOf(name);
        TokenVocabulary vocabulary = TokenVocabulary.of(tokenizer.tokenBytes(Map.of()), Set.of(end));
        CompiledConstraint compiled = CompiledConstraint.compile(new Constraint.Choices(CHOICES), vocabulary);

        for (int i = 0; i < 300; i++) {
            boolean beginsText = i % 2 == 0;
            IncrementalDecoder decoder = tokenizer.newDecoder(beginsText);
            StringBuilder decoded = new StringBuilder();
            Cursor cursor = compiled.begin(beginsText);
            while (!cursor.mustEnd()) {
                int[] allowed = cursor.allowed().toArray();
                int token = allowed[random.nextInt(allowed.length)];
                cursor.accept(token);
                decoded.append(token == end ? "" : decoder.push(token));
            }
            assertThat(decoded.append(decoder.finish()).toString()).isIn(CHOICES);
        }
    }

    /** The token that a prompt's author would put first has a space that the decoder drops. */
    @ParameterizedTest
    @ValueSource(strings = {"phi-3-mini"})
    void aFirstTokenMayHaveTheSpaceThatIsDropped(String name) {
        Tokenizer tokenizer = tokenizer(name);
        TokenVocabulary vocabulary =
                TokenVocabulary.of(tokenizer.tokenBytes(Map.of()), Set.of(TestingVocabulary.endOf(name)));
        CompiledConstraint compiled = CompiledConstraint.compile(new Constraint.Choices(List.of("yes")), vocabulary);
        long[] encoded = tokenizer.encode("yes");
        int spaced = (int) encoded[encoded.length - 1];

        assertThat(compiled.begin(true).allows(spaced)).isTrue();
        assertThat(compiled.begin(false).allows(spaced)).isFalse();
    }

    private static boolean isText(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8).indexOf('\uFFFD') < 0;
    }

    private static Tokenizer tokenizer(String name) {
        Optional<Path> folder = SharedFolder.find("models/tokenizers/" + name);
        assumeTrue(folder.isPresent());
        return Tokenizer.load(ModelFolder.at(folder.orElseThrow()));
    }
}

package dev.weir.slm.constraint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weir.slm.Constraint;
import dev.weir.slm.SlmException;
import dev.weir.slm.automaton.TokenVocabulary;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegexTest {

    private static final TokenVocabulary BYTES = TestingVocabulary.bytesAnd(List.of());
    private static final int PATTERNS = Integer.getInteger("weir.soak", 300);

    private final Random random = new Random(5);

    /** The oracle is the JDK's own matcher. */
    @Test
    void acceptsExactlyWhatMatches() {
        int matched = 0;
        for (int i = 0; i < PATTERNS; i++) {
            String pattern = RandomRegex.pattern(random, 3);
            Pattern oracle = Pattern.compile(pattern);
            CompiledConstraint compiled = compile(pattern, BYTES);
            for (int j = 0; j < 40; j++) {
                String text = RandomRegex.text(random);
                boolean matches = oracle.matcher(text).matches();
                assertThat(Walk.accepts(compiled, text))
                        .as("%s on '%s'", pattern, text)
                        .isEqualTo(matches);
                matched += matches ? 1 : 0;
            }
        }
        assertThat(matched).isGreaterThan(PATTERNS);
    }

    @Test
    void writesOnlyWhatMatches() {
        for (int i = 0; i < PATTERNS; i++) {
            String pattern = RandomRegex.pattern(random, 3);
            TokenVocabulary vocabulary = TestingVocabulary.random(random);
            Cursor cursor = compile(pattern, vocabulary).begin(true);
            String text = new Walk(vocabulary, random).write(cursor, cursor.shortestEnd() + random.nextInt(20));
            assertThat(text).matches(Pattern.compile(pattern));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[^a]{3}",
                "[\\u00e9-\\u{1F600}]+",
                "\\x41\\t\\cJ\\0",
                "(?<name>a|b)c*?",
                "\\uD83D\\uDE00",
                "[\\w-]+",
                "[^\\s\\d]x",
                ".",
                "",
                "a||b",
                "(|a){2}",
                "(?:a*)*",
                "\\$\\.\\-\\/",
                "[]]|x",
                "[a-c-]+",
                "\\S\\W\\D"
            })
    void writesEachKindOfAtom(String pattern) {
        if (pattern.startsWith("[]]")) {
            assertThatExceptionOfType(SlmException.Unsupported.class).isThrownBy(() -> compile(pattern, BYTES));
            return;
        }
        Pattern oracle =
                Pattern.compile(pattern.replace("\\u{1F600}", "\\x{1F600}").replace("\\0", "\\x00"));

        for (int i = 0; i < 50; i++) {
            Cursor cursor = compile(pattern, BYTES).begin(true);
            assertThat(new Walk(BYTES, random).write(cursor, 40)).matches(oracle);
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "a(?=b), 1, look-ahead",
                "a(?!b), 1, look-ahead",
                "(?<=a)b, 0, look-behind",
                "(?<!a)b, 0, look-behind",
                "(a)\\1, 3, reference back",
                "(?<n>a)\\k<n>, 7, reference back",
                "\\bword, 0, word boundary",
                "\\p{L}, 0, Unicode property",
                "a++, 2, possessive",
                "a**, 2, possessive",
                "(?i)a, 0, flags",
                "(a, 0, without its )",
                "a), 1, without its (",
                "[a, 0, without its ]",
                "*a, 0, quantifier after nothing",
                "^*, 1, quantifier after an anchor",
                "a{x}, 2, begins no count",
                "\"a{3,2}\", 1, no count",
                "a{99999999999}, 2, above 65536",
                "\\ud83d, 0, no character",
                "[z-a], 1, a range that is none",
                "[a&&[b]], 2, set within a set",
                "\\012, 0, octal",
                "\\y, 0, unknown escape",
            })
    void refusesWhatIsNotRegularByNameAndPosition(String pattern, int position, String what) {
        assertThatExceptionOfType(SlmException.Unsupported.class)
                .isThrownBy(() -> compile(pattern, BYTES))
                .withMessageContaining("position " + position + " ")
                .withMessageContaining(what);
    }

    @Test
    void refusesWhatIsTooLarge() {
        assertThatExceptionOfType(SlmException.Unsupported.class)
                .isThrownBy(() -> compile("((a{1000}){1000}){1000}", BYTES))
                .withMessageContaining("too large");
    }

    @Test
    void refusesWhatNothingMatches() {
        assertThatExceptionOfType(SlmException.Unsupported.class).isThrownBy(() -> compile("a^b", BYTES));
    }

    private static CompiledConstraint compile(String pattern, TokenVocabulary vocabulary) {
        return CompiledConstraint.compile(new Constraint.Regex(pattern), vocabulary);
    }
}

package dev.weir.slm.constraint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.slm.Constraint;
import dev.weir.slm.SlmException;
import dev.weir.slm.automaton.TokenVocabulary;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChoicesTest {

    private static final List<String> CHOICES = List.of("yes", "yes, but", "no", "日本", "日曜", "😀", "\"", " no");

    @Test
    void writesAllChoicesAndNothingElse() {
        Random random = new Random(1);
        Set<String> written = new TreeSet<>();

        for (int i = 0; i < 500; i++) {
            TokenVocabulary vocabulary = TestingVocabulary.random(random);
            Cursor cursor = compile(vocabulary, CHOICES).begin(true);
            written.add(new Walk(vocabulary, random).write(cursor, 20));
        }

        assertThat(written).containsExactlyInAnyOrderElementsOf(CHOICES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"qwen2.5", "smollm2", "phi-3-mini"})
    void writesAllChoicesWithPublishedTokenizers(String name) {
        Optional<TokenVocabulary> found = TestingVocabulary.published(name);
        assumeTrue(found.isPresent());
        TokenVocabulary vocabulary = found.orElseThrow();
        CompiledConstraint compiled = compile(vocabulary, CHOICES);
        Random random = new Random(2);
        Set<String> written = new TreeSet<>();

        for (int i = 0; i < 500; i++) {
            written.add(new Walk(vocabulary, random).write(compiled.begin(i % 2 == 0), 20));
        }

        assertThat(written).containsExactlyInAnyOrderElementsOf(CHOICES);
    }

    @Test
    void aCompleteTextMayEndOrGoOn() {
        Cursor cursor = written("yes");

        assertThat(cursor.mayEnd()).isTrue();
        assertThat(cursor.mustEnd()).isFalse();
        assertThat(cursor.allows(TestingVocabulary.END)).isTrue();
        assertThat(cursor.allowed().toArray()).containsExactly(TestingVocabulary.END, 1 + ',');
    }

    @Test
    void anIncompleteTextMayNotEnd() {
        Cursor cursor = written("ye");

        assertThat(cursor.mayEnd()).isFalse();
        assertThat(cursor.allows(TestingVocabulary.END)).isFalse();
        assertThat(cursor.allowed().toArray()).containsExactly(1 + 's');
    }

    @Test
    void aTextThatNothingCanFollowMustEnd() {
        Cursor cursor = written("yes, but");

        assertThat(cursor.mustEnd()).isTrue();
        assertThat(cursor.allowed().toArray()).containsExactly(TestingVocabulary.END);
    }

    @Test
    void nothingFollowsTheEnd() {
        Cursor cursor = written("yes");
        cursor.accept(TestingVocabulary.END);

        assertThat(cursor.mustEnd()).isTrue();
        assertThat(cursor.allows(TestingVocabulary.END)).isFalse();
        assertThat(cursor.allows(1 + ',')).isFalse();
    }

    @Test
    void tellsWhatMustCome() {
        assertThat(written("y").forcedText()).isEqualTo("es");
        assertThat(written("日").forcedText()).isEmpty();
        assertThat(written("yes").forcedText()).isEmpty();
        assertThat(written("yes,").forcedText()).isEqualTo(" but");
    }

    @Test
    void aCopyGoesItsOwnWay() {
        Cursor cursor = written("y");
        Cursor copy = cursor.copy();

        copy.accept(1 + 'e');

        assertThat(copy.allows(1 + 's')).isTrue();
        assertThat(cursor.allows(1 + 'e')).isTrue();
    }

    @Test
    void refusesATokenThatIsNotAllowedAndStaysWhereItIs() {
        Cursor cursor = written("y");

        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> cursor.accept(1 + 'n'));
        assertThat(cursor.allows(1 + 'e')).isTrue();
    }

    @Test
    void masksWhatIsNotAllowed() {
        Cursor cursor = written("yes");
        float[] logits = new float[300];

        cursor.mask(logits);

        assertThat(logits[TestingVocabulary.END]).isZero();
        assertThat(logits[1 + ',']).isZero();
        Arrays.sort(logits);
        assertThat(logits[297]).isEqualTo(Float.NEGATIVE_INFINITY);
    }

    @Test
    void onlyTokensThatComeToAnEndInTimeAreLeft() {
        TokenVocabulary vocabulary = TestingVocabulary.bytesAnd(List.of("no", "ye"));
        Cursor cursor = compile(vocabulary, CHOICES).begin(true);

        assertThat(cursor.allowed(1).toArray()).containsExactly(1 + '"', 257);
        assertThat(cursor.allowed(2).toArray()).containsExactly(1 + ' ', 1 + '"', 1 + 'n', 257, 258);
        assertThat(cursor.shortestEnd()).isEqualTo(1);
    }

    @Test
    void aVocabularyWithoutBytesWritesWhatItCan() {
        List<byte[]> letters = "yesno日 ,本"
                .codePoints()
                .mapToObj(c -> Character.toString(c).getBytes(StandardCharsets.UTF_8))
                .toList();
        TokenVocabulary vocabulary = TestingVocabulary.of(letters);
        Random random = new Random(3);
        Set<String> written = new TreeSet<>();

        for (int i = 0; i < 200; i++) {
            written.add(new Walk(vocabulary, random)
                    .write(compile(vocabulary, CHOICES).begin(true), 20));
        }

        assertThat(written).containsExactlyInAnyOrder("yes", "no", " no", "日本");
    }

    @Test
    void aCharacterIsNotBegunThatCannotBeEnded() {
        byte[] character = "本".getBytes(StandardCharsets.UTF_8);
        byte[] part = Arrays.copyOf(character, 2);
        byte[] letter = "x".getBytes(StandardCharsets.UTF_8);
        TokenVocabulary vocabulary = TestingVocabulary.of(List.of(character, part, letter));

        Cursor cursor = compile(vocabulary, List.of("本x", "x")).begin(true);

        assertThat(cursor.allowed().toArray()).containsExactly(1, 3);
    }

    @Test
    void refusesWhatNoTokenCanWrite() {
        TokenVocabulary vocabulary = TestingVocabulary.of(List.of("a".getBytes(StandardCharsets.UTF_8)));

        assertThatExceptionOfType(SlmException.Unsupported.class)
                .isThrownBy(() -> compile(vocabulary, CHOICES))
                .withMessageContaining("no text that the model can write");
    }

    @Test
    void theEmptyTextCanBeAChoice() {
        Cursor cursor =
                compile(TestingVocabulary.bytesAnd(List.of()), List.of("")).begin(true);

        assertThat(cursor.mustEnd()).isTrue();
    }

    @Test
    void compilesTheSameConstraintOnce() {
        ConstraintCache cache = new ConstraintCache(TestingVocabulary.bytesAnd(List.of()), 2);
        CompiledConstraint first = cache.get(new Constraint.Choices(List.of("a")));
        CompiledConstraint second = cache.get(new Constraint.Choices(List.of("b")));

        assertThat(cache.get(new Constraint.Choices(List.of("a")))).isSameAs(first);
        cache.get(new Constraint.Choices(List.of("c")));
        assertThat(cache.get(new Constraint.Choices(List.of("a")))).isSameAs(first);
        assertThat(cache.get(new Constraint.Choices(List.of("b")))).isNotSameAs(second);
    }

    private static Cursor written(String text) {
        Cursor cursor = compile(TestingVocabulary.bytesAnd(List.of()), CHOICES).begin(true);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            cursor.accept(1 + (b & 0xFF));
        }
        return cursor;
    }

    private static CompiledConstraint compile(TokenVocabulary vocabulary, List<String> texts) {
        return CompiledConstraint.compile(new Constraint.Choices(texts), vocabulary);
    }
}

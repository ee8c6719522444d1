package dev.weir.slm.constraint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.slm.Constraint;
import dev.weir.slm.automaton.TokenVocabulary;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Sets of tokens, which are computed together, against tokens that are tried one by one. */
class TokenSetTest {

    private static final int TEXTS = 60;

    private final Random random = new Random(17);

    @Test
    void hasExactlyTheTokensThatAreAllowed() {
        for (int i = 0; i < TEXTS; i++) {
            TokenVocabulary vocabulary = TestingVocabulary.random(random);
            Cursor cursor = cursor(vocabulary);
            for (int step = 0; step < 20 && !cursor.mustEnd(); step++) {
                int[] each = IntStream.range(0, vocabulary.size())
                        .filter(cursor::allows)
                        .toArray();

                assertThat(cursor.allowed().toArray()).isEqualTo(each);
                cursor.accept(each[random.nextInt(each.length)]);
            }
        }
    }

    @Test
    void hasExactlyTheTokensThatLeaveEnoughForAnEnd() {
        for (int i = 0; i < TEXTS; i++) {
            TokenVocabulary vocabulary = TestingVocabulary.random(random);
            Cursor cursor = cursor(vocabulary);
            int most = cursor.shortestEnd() + random.nextInt(6);
            for (int left = most; left > 0 && !cursor.mustEnd(); left--) {
                int after = left - 1;
                int[] each = IntStream.range(0, vocabulary.size())
                        .filter(token -> cursor.allows(token) && shortestEnd(cursor, token) <= after)
                        .toArray();

                assertThat(cursor.allowed(left).toArray()).isNotEmpty().isEqualTo(each);
                cursor.accept(each[random.nextInt(each.length)]);
            }
            assertThat(cursor.mayEnd() || cursor.mustEnd()).isTrue();
        }
    }

    /** A long token may get there where the safe way of many short ones is too long. */
    @Test
    void findsTheLongTokensThatStillMakeIt() {
        TokenVocabulary vocabulary = TestingVocabulary.bytesAnd(List.of("abc", "de", "x\"", "abcdef"));
        Cursor cursor = CompiledConstraint.compile(
                        new Constraint.JsonSchema("{\"type\":\"string\",\"minLength\":4}"), vocabulary)
                .begin(true);
        cursor.accept(1 + '"');

        assertThat(cursor.shortestEnd()).isEqualTo(5);
        assertThat(cursor.allowed(4).toArray()).containsExactly(257, 258, 260);
        assertThat(cursor.allowed(2).toArray()).containsExactly(260);
        assertThat(cursor.allowed(1).toArray()).isEqualTo(cursor.allowed().toArray());
    }

    private static int shortestEnd(Cursor cursor, int token) {
        Cursor copy = cursor.copy();
        copy.accept(token);
        return copy.shortestEnd();
    }

    private Cursor cursor(TokenVocabulary vocabulary) {
        int least = random.nextInt(12);
        Constraint constraint =
                switch (random.nextInt(3)) {
                    case 0 -> new Constraint.Regex(RandomRegex.pattern(random, 3));
                    case 1 ->
                        new Constraint.JsonSchema("{\"type\":\"array\",\"items\":{\"type\":\"string\",\"minLength\":"
                                + least + ",\"maxLength\":" + (least + random.nextInt(5)) + "}}");
                    default -> new Constraint.JsonSchema(new RandomSchema(random).text());
                };
        return CompiledConstraint.compile(constraint, vocabulary).begin(true);
    }
}

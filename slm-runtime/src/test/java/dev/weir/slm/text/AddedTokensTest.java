package dev.weir.slm.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.slm.text.AddedTokens.Added;
import dev.weir.slm.text.AddedTokens.Found;
import java.util.AbstractList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddedTokensTest {

    /** The token stands from 10 to 14. */
    @ParameterizedTest
    @CsvSource({
        "5, 9, true",
        "5, 10, true",
        "5, 11, false",
        "11, 12, false",
        "10, 14, false",
        "13, 20, false",
        "14, 20, true",
        "8, 20, false"
    })
    void isOutsideOnlyWhereNoCharacterIsShared(int begin, int end, boolean outside) {
        List<Span> spans = List.of(new Span(0, 3), new Span(begin, end), new Span(30, 33));

        assertThat(AddedTokens.outside(spans, List.of(token(10)))).hasSize(outside ? 1 : 0);
    }

    @Test
    void oneSpanCanOverlapSeveralTokens() {
        List<Found> found = List.of(token(0), token(10), token(20), token(30), token(40));

        assertThat(AddedTokens.outside(List.of(new Span(12, 33)), found)).containsExactly(token(0), token(40));
    }

    /** A conversation of many short turns has as many tokens as spans: not each may be held against each. */
    @Test
    void looksAtEverySpanOnce() {
        int turns = 5000;
        List<Found> found =
                IntStream.range(0, turns).mapToObj(turn -> token(20 * turn)).toList();
        AtomicInteger looks = new AtomicInteger();
        List<Span> spans = new AbstractList<>() {
            @Override
            public Span get(int index) {
                looks.incrementAndGet();
                return new Span(20 * index + 5, 20 * index + 9);
            }

            @Override
            public int size() {
                return turns;
            }
        };

        assertThat(AddedTokens.outside(spans, found)).isEqualTo(found);
        assertThat(looks).hasValueLessThanOrEqualTo(turns);
    }

    private static Found token(int begin) {
        return new Found(new Added(7, "<|x>", false, false), begin);
    }
}

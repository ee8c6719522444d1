package dev.weir.slm.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class StopStringsTest {

    @Test
    void holdsBackWhatMayBeginAStopString() {
        StopStrings stops = new StopStrings(List.of("END"));

        assertThat(stops.push("text E")).isEqualTo("text ");
        assertThat(stops.push("N")).isEmpty();
        assertThat(stops.push("x")).isEqualTo("ENx");
        assertThat(stops.stopped()).isFalse();
    }

    @Test
    void stopsBeforeAStringThatCrossesTokens() {
        StopStrings stops = new StopStrings(List.of("END"));

        String text = stops.push("text E") + stops.push("N") + stops.push("D and more");

        assertThat(text).isEqualTo("text ");
        assertThat(stops.stopped()).isTrue();
    }

    @Test
    void stopsAtTheEarliestOfSeveral() {
        StopStrings stops = new StopStrings(List.of("two", "one"));

        assertThat(stops.push("zero one two")).isEqualTo("zero ");
    }

    @Test
    void findsAStringThatBeginsAfterAFalseBeginning() {
        StopStrings stops = new StopStrings(List.of("aab"));

        String text = stops.push("a") + stops.push("a") + stops.push("a") + stops.push("b");

        assertThat(text).isEqualTo("a");
        assertThat(stops.stopped()).isTrue();
    }

    @Test
    void givesBackTheRestAtTheEnd() {
        StopStrings stops = new StopStrings(List.of("END"));

        assertThat(stops.push("the EN")).isEqualTo("the ");
        assertThat(stops.finish()).isEqualTo("EN");
        assertThat(stops.finish()).isEmpty();
    }

    @Test
    void letsEverythingThroughWithoutStopStrings() {
        assertThat(new StopStrings(List.of()).push("anything")).isEqualTo("anything");
    }

    @Test
    void doesNotDependOnWhereTokensEnd() {
        SplittableRandom random = new SplittableRandom(3);
        List<String> stops = List.of("abba", "bb", "cab");

        for (int round = 0; round < 5000; round++) {
            StringBuilder text = new StringBuilder();
            random.ints(1 + round % 12, 'a', 'd').forEach(c -> text.append((char) c));
            StopStrings split = new StopStrings(stops);
            StringBuilder passed = new StringBuilder();
            for (int begin = 0, end; begin < text.length() && !split.stopped(); begin = end) {
                end = Math.min(text.length(), begin + 1 + random.nextInt(4));
                passed.append(split.push(text.substring(begin, end)));
            }

            assertThat(passed.append(split.finish()).toString()).isEqualTo(firstStopByEnd(text.toString(), stops));
        }
    }

    /** The slow way: grow the text by one character until it holds a stop string, then cut there. */
    private static String firstStopByEnd(String text, List<String> stops) {
        for (int end = 0; end <= text.length(); end++) {
            String grown = text.substring(0, end);
            int begin = stops.stream()
                    .mapToInt(grown::indexOf)
                    .filter(found -> found >= 0)
                    .min()
                    .orElse(-1);
            if (begin >= 0) {
                return grown.substring(0, begin);
            }
        }
        return text;
    }
}

package dev.weir.slm.template;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Which line of the template a position is on, counted from one. */
final class Lines {

    private final int[] ends;

    Lines(String source) {
        this.ends = IntStream.range(0, source.length())
                .filter(at -> source.charAt(at) == '\n')
                .toArray();
    }

    int at(int position) {
        int found = Arrays.binarySearch(ends, position);
        return (found < 0 ? -found - 1 : found) + 1;
    }
}

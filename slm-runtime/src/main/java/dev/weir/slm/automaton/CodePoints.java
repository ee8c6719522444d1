package dev.weir.slm.automaton;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A set of characters: Unicode code points without the surrogates, which no text holds alone. Unchangeable. */
public final class CodePoints {

    private static final int LAST = 0x10FFFF;

    public static final CodePoints NONE = new CodePoints(new int[0]);
    public static final CodePoints ALL = new CodePoints(new int[] {0, 0xD7FF, 0xE000, LAST});

    /** Pairs of first and last, ascending, with a gap between any two. */
    private final int[] ranges;

    private CodePoints(int[] ranges) {
        this.ranges = ranges;
    }

    /** All from first to last, both included. */
    public static CodePoints range(int first, int last) {
        return normal(List.of(new int[] {first, last})).and(ALL);
    }

    public static CodePoints of(String characters) {
        return normal(characters.codePoints().mapToObj(c -> new int[] {c, c}).toList());
    }

    public CodePoints or(CodePoints other) {
        List<int[]> all = pairs();
        all.addAll(other.pairs());
        return normal(all);
    }

    public CodePoints and(CodePoints other) {
        List<int[]> common = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < ranges.length && j < other.ranges.length) {
            int first = Math.max(ranges[i], other.ranges[j]);
            int last = Math.min(ranges[i + 1], other.ranges[j + 1]);
            if (first <= last) {
                common.add(new int[] {first, last});
            }
            if (ranges[i + 1] < other.ranges[j + 1]) {
                i += 2;
            } else {
                j += 2;
            }
        }
        return normal(common);
    }

    public CodePoints not() {
        List<int[]> gaps = new ArrayList<>();
        int next = 0;
        for (int i = 0; i < ranges.length; i += 2) {
            if (next < ranges[i]) {
                gaps.add(new int[] {next, ranges[i] - 1});
            }
            next = ranges[i + 1] + 1;
        }
        if (next <= LAST) {
            gaps.add(new int[] {next, LAST});
        }
        return normal(gaps).and(ALL);
    }

    public boolean contains(int character) {
        for (int i = 0; i < ranges.length && ranges[i] <= character; i += 2) {
            if (character <= ranges[i + 1]) {
                return true;
            }
        }
        return false;
    }

    /** Its character if it has exactly one; otherwise negative. */
    public int only() {
        return ranges.length == 2 && ranges[0] == ranges[1] ? ranges[0] : -1;
    }

    public boolean isEmpty() {
        return ranges.length == 0;
    }

    /** The runs of characters, each first and last, ascending; a new list. */
    List<int[]> pairs() {
        List<int[]> pairs = new ArrayList<>();
        for (int i = 0; i < ranges.length; i += 2) {
            pairs.add(new int[] {ranges[i], ranges[i + 1]});
        }
        return pairs;
    }

    private static CodePoints normal(List<int[]> pairs) {
        List<int[]> sorted = new ArrayList<>(pairs);
        sorted.sort((a, b) -> Integer.compare(a[0], b[0]));
        int[] ranges = new int[2 * sorted.size()];
        int size = 0;
        for (int[] pair : sorted) {
            if (size > 0 && pair[0] <= ranges[size - 1] + 1) {
                ranges[size - 1] = Math.max(ranges[size - 1], pair[1]);
            } else {
                ranges[size++] = pair[0];
                ranges[size++] = pair[1];
            }
        }
        return new CodePoints(Arrays.copyOf(ranges, size));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CodePoints points && Arrays.equals(ranges, points.ranges);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(ranges);
    }
}

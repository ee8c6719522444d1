package dev.weir.slm.text;

/** Characters of a prompt from {@code begin} (inclusive) to {@code end} (exclusive), counted in UTF-16 units. */
public record Span(int begin, int end) {

    public Span {
        if (begin < 0 || begin >= end) {
            throw new IllegalArgumentException("a span from " + begin + " to " + end);
        }
    }
}

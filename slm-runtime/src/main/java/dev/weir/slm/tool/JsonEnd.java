package dev.weir.slm.tool;

/** Finds where a JSON object ends in a text that comes by characters. */
final class JsonEnd {

    private int depth;
    private boolean quoted;
    private boolean escaped;

    /** Whether an object has ended with this character. */
    boolean isOverAfter(char character) {
        if (escaped) {
            escaped = false;
            return false;
        }
        switch (character) {
            case '\\' -> escaped = quoted;
            case '"' -> quoted = !quoted;
            case '{', '[' -> depth += quoted ? 0 : 1;
            case '}', ']' -> depth -= quoted ? 0 : 1;
            default -> {}
        }
        return depth == 0 && !quoted && character == '}';
    }
}

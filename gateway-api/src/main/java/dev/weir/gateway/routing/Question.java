package dev.weir.gateway.routing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a caller wants decided about an input, rather than written. Every kind comes down to {@link #options()}: the
 * tiers say how probable each of them is.
 */
public sealed interface Question {

    /** What is asked, in the caller's words. */
    String instructions();

    /** What may be the answer, in the caller's order. */
    List<Option> options();

    /** Whether a statement about the input is true. */
    record Predicate(String instructions) implements Question {

        private static final List<Option> TRUE_FIRST =
                List.of(new Option("true", true, null), new Option("false", true, null));

        @Override
        public List<Option> options() {
            return TRUE_FIRST;
        }
    }

    /** Which of some values fits the input. */
    record Choice(String instructions, List<Option> options) implements Question {

        public Choice {
            options = List.copyOf(options);
        }
    }

    /** Which of some levels, the lowest first, the input reaches. */
    record Score(String instructions, List<Option> options) implements Question {

        public Score {
            options = List.copyOf(options);
        }
    }

    /**
     * One possible answer.
     *
     * @param truth the value is JSON's own {@code true} or {@code false}, which is another than the text of that name
     * @param description what the caller says of it; null for nothing
     */
    record Option(String text, boolean truth, @Nullable String description) {}
}

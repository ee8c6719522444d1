package dev.weir.slm.regex;

import dev.weir.slm.automaton.CodePoints;
import java.util.List;

/** A regular expression as a tree. */
public sealed interface Regex {

    Regex EMPTY = new Sequence(List.of());

    /** One character of a set. */
    record Characters(CodePoints set) implements Regex {}

    /** One after the other. */
    record Sequence(List<Regex> parts) implements Regex {

        public Sequence {
            parts = List.copyOf(parts);
        }
    }

    /** One of them. */
    record Alternatives(List<Regex> parts) implements Regex {

        public Alternatives {
            parts = List.copyOf(parts);
        }
    }

    /**
     * The same several times.
     *
     * @param most {@link #UNBOUNDED} for any number
     */
    record Repeated(Regex part, int least, int most) implements Regex {

        public static final int UNBOUNDED = -1;
    }

    /** Nothing, and only where the text begins. */
    record Begin() implements Regex {}

    /** Nothing, and only where the text ends. */
    record End() implements Regex {}

    /** Any text that has this somewhere in it. */
    static Regex within(Regex part) {
        Regex any = new Repeated(new Characters(CodePoints.ALL), 0, Repeated.UNBOUNDED);
        return new Sequence(List.of(any, part, any));
    }
}

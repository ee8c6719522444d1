package dev.weir.slm.regex;

import dev.weir.slm.automaton.CodePoints;

/** How a character of a text is written into a network: as itself, or escaped within a JSON string. */
public interface CharacterSpelling {

    /** Adds edges that write one character of the set. */
    void write(int from, CodePoints set, int to);
}

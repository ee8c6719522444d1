package dev.weir.slm.automaton;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The shortest way to complete a text: of those with the fewest bytes the first in the order of bytes. So whoever goes
 * part of this way still has the rest of it before him, and it never becomes longer than it was said to be.
 */
final class ShortestEnd {

    private ShortestEnd() {}

    static byte[] of(State from) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        State at = from;
        while (at.leastBytes() > 0) {
            at = nearer(at, bytes);
        }
        return bytes.toByteArray();
    }

    private static State nearer(State from, ByteArrayOutputStream bytes) {
        Automaton automaton = from.automaton();
        for (int c = 0; automaton != null && c < automaton.classes(); c++) {
            State to = from.afterClass(c);
            if (to != null && to.leastBytes() == from.leastBytes() - 1) {
                bytes.write(automaton.byteOf(c));
                return to;
            }
        }
        throw new IllegalStateException("a state from which no text can be completed");
    }

    /** The bytes that must come, up to where the text may end or go on in two ways. Never part of a character. */
    static byte[] forced(State from, int most) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        State at = from;
        while (at != null && !at.isComplete() && bytes.size() < most) {
            at = forcedStep(at, bytes);
        }
        byte[] forced = bytes.toByteArray();
        int whole = forced.length;
        while (whole > 0 && Spelling.characters(Arrays.copyOf(forced, whole)) == Integer.MAX_VALUE) {
            whole--;
        }
        return Arrays.copyOf(forced, whole);
    }

    private static @Nullable State forcedStep(State from, ByteArrayOutputStream bytes) {
        Automaton automaton = from.automaton();
        State only = null;
        int found = -1;
        for (int c = 0; automaton != null && c < automaton.classes(); c++) {
            State to = from.afterClass(c);
            if (to != null) {
                if (only != null || !automaton.isSingle(c)) {
                    return null;
                }
                only = to;
                found = automaton.byteOf(c);
            }
        }
        if (only != null) {
            bytes.write(found);
        }
        return only;
    }
}

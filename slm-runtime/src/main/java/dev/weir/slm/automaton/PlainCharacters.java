package dev.weir.slm.automaton;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The characters that stand for themselves in a JSON string and that can be written byte by byte: whether all of them
 * lead to the same state.
 */
final class PlainCharacters {

    private static final State.Uniform DIFFERENT = new State.Uniform(false, null);

    /** The shapes of their UTF-8 (Unicode 17, table 3-7): for each byte, first and last. */
    private static final int[][] SHAPES = {
        {' ', '!'},
        {'#', '['},
        {']', 0x7F},
        {0xC2, 0xDF, 0x80, 0xBF},
        {0xE0, 0xE0, 0xA0, 0xBF, 0x80, 0xBF},
        {0xE1, 0xEC, 0x80, 0xBF, 0x80, 0xBF},
        {0xED, 0xED, 0x80, 0x9F, 0x80, 0xBF},
        {0xEE, 0xEF, 0x80, 0xBF, 0x80, 0xBF},
        {0xF0, 0xF0, 0x90, 0xBF, 0x80, 0xBF, 0x80, 0xBF},
        {0xF1, 0xF3, 0x80, 0xBF, 0x80, 0xBF, 0x80, 0xBF},
        {0xF4, 0xF4, 0x80, 0x8F, 0x80, 0xBF, 0x80, 0xBF},
    };

    private final BitSet bytes;
    private final List<int[]> shapes = new ArrayList<>();

    /** Those that these bytes can write. If any byte beyond ASCII is among them, all that continue characters are. */
    PlainCharacters(BitSet bytes) {
        this.bytes = bytes;
        for (int[] shape : SHAPES) {
            for (int from = bytes.nextSetBit(shape[0]); from >= 0 && from <= shape[1]; ) {
                int[] part = shape.clone();
                part[0] = from;
                part[1] = Math.min(bytes.nextClearBit(from) - 1, shape[1]);
                shapes.add(part);
                from = bytes.nextSetBit(part[1] + 1);
            }
        }
    }

    /** How many of these characters the bytes are; a very large number if they are anything else. */
    int count(byte[] spelled) {
        for (byte b : spelled) {
            if ((b >= 0 && b < ' ') || b == '"' || b == '\\' || !bytes.get(b & 0xFF)) {
                return Integer.MAX_VALUE;
            }
        }
        return Spelling.characters(spelled);
    }

    State.Uniform after(State from) {
        State.Uniform known = from.uniform();
        if (known == null) {
            known = compute(from);
            from.uniform(known);
        }
        return known;
    }

    private State.Uniform compute(State from) {
        State.Uniform common = null;
        for (int[] shape : shapes) {
            common = common(common, from, shape, 0);
            if (!common.same()) {
                return common;
            }
        }
        return common == null ? DIFFERENT : common;
    }

    private static State.Uniform common(State.@Nullable Uniform before, @Nullable State from, int[] shape, int at) {
        State.Uniform common = before;
        Automaton automaton = from == null ? null : from.automaton();
        if (from == null || automaton == null || at == shape.length) {
            return merge(common, from);
        }
        for (int c = automaton.classOf(shape[at]); c <= automaton.classOf(shape[at + 1]); c++) {
            common = common(common, from.afterClass(c), shape, at + 2);
            if (!common.same()) {
                return common;
            }
        }
        return common == null ? DIFFERENT : common;
    }

    private static State.Uniform merge(State.@Nullable Uniform common, @Nullable State to) {
        if (common == null) {
            return new State.Uniform(true, to);
        }
        boolean same = Objects.equals(to, common.to());
        return same ? common : DIFFERENT;
    }
}

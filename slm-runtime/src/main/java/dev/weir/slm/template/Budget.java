package dev.weir.slm.template;

import dev.weir.slm.value.Dict;
import dev.weir.slm.value.Sequence;
import dev.weir.slm.value.Text;
import dev.weir.slm.value.Value;
import dev.weir.slm.value.ValueException;

/** Ends a render that takes too many steps or goes too deep; belongs to one render. */
final class Budget {

    private static final long MOST_STEPS = 10_000_000;
    private static final int DEEPEST = 400;
    private static final int CHARACTERS_PER_STEP = 8;

    private static final int COMPARISONS_PER_STEP = 4096;

    private long steps;
    private int depth;

    void step() {
        spend(1);
    }

    /** Pays for walking over a value. */
    void walk(Value value) {
        spend(1 + value.weight() / CHARACTERS_PER_STEP);
    }

    /** Pays for walking over a text, or over the items of a container but not into them. */
    void skim(Value value) {
        long cost =
                switch (value) {
                    case Text text -> text.weight() / CHARACTERS_PER_STEP;
                    case Sequence sequence -> sequence.items().size();
                    case Dict dict -> dict.size();
                    default -> 0;
                };
        spend(1 + cost);
    }

    /** Pays for looking for one text in another, which can take as many comparisons as both lengths multiplied. */
    void search(Value in, Value wanted) {
        skim(wanted);
        if (in instanceof Text && wanted instanceof Text) {
            spend(in.weight() * wanted.weight() / COMPARISONS_PER_STEP);
        }
    }

    void enter() {
        step();
        if (++depth > DEEPEST) {
            throw new ValueException("calls and expressions nested more than " + DEEPEST + " deep");
        }
    }

    void leave() {
        depth--;
    }

    private void spend(long cost) {
        steps += cost;
        if (steps > MOST_STEPS) {
            throw new ValueException("rendering takes more than " + MOST_STEPS + " steps");
        }
    }
}

package dev.weir.slm.automaton;

import java.util.Arrays;

/**
 * A set of stacks of rules that are not finished: for each top, the node where its caller goes on, the set of stacks
 * below. Stacks that part and meet again share what they have in common, so that an ambiguity at every level of nesting
 * does not double their number. Unchangeable; made only by {@link StackPool}, which keeps equal ones the same.
 */
final class Stacks {

    /** Only the empty stack: nothing is left to be done once the rule ends. */
    static final Stacks BOTTOM = new Stacks(true, new int[0], new Stacks[0], 0);

    final boolean bottom;
    final int[] returns;
    final Stacks[] below;
    /** How few bytes empty one of the stacks. */
    final int least;

    private final int hash;

    Stacks(boolean bottom, int[] returns, Stacks[] below, int least) {
        this.bottom = bottom;
        this.returns = returns;
        this.below = below;
        this.least = least;
        int sum = 31 * Arrays.hashCode(returns) + Boolean.hashCode(bottom);
        for (Stacks rest : below) {
            sum = 31 * sum + rest.hash;
        }
        this.hash = sum;
    }

    /** What lies below is compared as the same or not, since equal ones are the same. */
    @Override
    public boolean equals(Object other) {
        if (this == other) {
            return true;
        }
        if (!(other instanceof Stacks stacks)
                || hash != stacks.hash
                || bottom != stacks.bottom
                || !Arrays.equals(returns, stacks.returns)) {
            return false;
        }
        for (int i = 0; i < below.length; i++) {
            if (below[i] != stacks.below[i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        return hash;
    }
}

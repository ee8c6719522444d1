package dev.weir.slm.automaton;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What has been written so far, as far as it matters for what may follow. From every state a complete text can be
 * reached. Safe for any number of threads: what is filled in later is computed again where another thread's is not seen.
 */
public final class State {

    /** Stands for the absence of a state where an array's null means not computed yet. */
    static final State DEAD = new State();

    private static final int MOST_FORCED = 1024;

    private final @Nullable Automaton automaton;
    final int[] nodes;
    final Stacks[] stacks;
    private final boolean complete;
    private final int least;
    private final int hash;

    private final @Nullable State[] next;
    private volatile @Nullable TokenSet allowed;
    /** For the second chance that a set gets before it is dropped. */
    private boolean recentlyUsed;

    private @Nullable Uniform uniform;
    private int tokensToEnd = -1;

    /** Where every character leads that needs no escape in JSON; null: to no state. */
    record Uniform(boolean same, @Nullable State to) {}

    private State() {
        automaton = null;
        nodes = new int[0];
        stacks = new Stacks[0];
        complete = false;
        least = LeastBytes.NEVER;
        hash = 0;
        next = new @Nullable State[0];
    }

    State(Automaton automaton, int[] nodes, Stacks[] stacks, boolean complete, int least) {
        this.automaton = automaton;
        this.nodes = nodes;
        this.stacks = stacks;
        this.complete = complete;
        this.least = least;
        this.next = new @Nullable State[automaton.classes()];
        int sum = 31 * Arrays.hashCode(nodes) + Boolean.hashCode(complete);
        for (Stacks stack : stacks) {
            sum = 31 * sum + stack.hashCode();
        }
        this.hash = sum;
    }

    /** The state after one more byte, 0 to 255; null if it may not come. */
    public @Nullable State after(int oneByte) {
        return automaton == null ? null : afterClass(automaton.classOf(oneByte));
    }

    /** The state after one more byte of the class. */
    @Nullable
    State afterClass(int byteClass) {
        State to = next[byteClass];
        if (to == null && automaton != null) {
            to = automaton.step(this, byteClass);
            next[byteClass] = to;
        }
        return to == null || to.automaton == null ? null : to;
    }

    /** The state after all the bytes; null if they may not come. */
    public @Nullable State after(byte[] bytes) {
        State at = this;
        for (byte b : bytes) {
            at = at.after(b & 0xFF);
            if (at == null) {
                return null;
            }
        }
        return at;
    }

    /** Whether the text may end here. */
    public boolean isComplete() {
        return complete;
    }

    /** Whether nothing may follow. */
    public boolean isOver() {
        return nodes.length == 0;
    }

    /** How few bytes complete the text. */
    public int leastBytes() {
        return least;
    }

    /** The bytes that must come, up to where the text may end or go on in two ways; whole characters. */
    public byte[] forced() {
        return ShortestEnd.forced(this, MOST_FORCED);
    }

    @Nullable
    Automaton automaton() {
        return automaton;
    }

    @Nullable
    TokenSet allowed() {
        recentlyUsed = true;
        return allowed;
    }

    void keep(@Nullable TokenSet tokens) {
        allowed = tokens;
    }

    /** Whether it was asked for its tokens since the last time of this question. */
    boolean wasUsed() {
        boolean used = recentlyUsed;
        recentlyUsed = false;
        return used;
    }

    @Nullable
    Uniform uniform() {
        return uniform;
    }

    void uniform(Uniform known) {
        uniform = known;
    }

    /** Negative as long as it is not known. */
    int tokensToEnd() {
        return tokensToEnd;
    }

    void tokensToEnd(int tokens) {
        tokensToEnd = tokens;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof State state
                && hash == state.hash
                && complete == state.complete
                && Arrays.equals(nodes, state.nodes)
                && Arrays.equals(stacks, state.stacks);
    }

    @Override
    public int hashCode() {
        return hash;
    }
}

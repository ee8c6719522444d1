package dev.weir.slm.automaton;

import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes stacks. Safe for any number of threads.
 *
 * <p>It forgets everything when it holds too much. Then two equal stacks may be different objects for a while, which
 * costs time and changes no answer.
 */
final class StackPool {

    private static final int MOST = 50_000;

    private final int[] least;
    private final ConcurrentHashMap<Stacks, Stacks> known = new ConcurrentHashMap<>();

    /** Begins with none; the array says how few bytes lead from each node to the end of its rule. */
    StackPool(int[] least) {
        this.least = least;
    }

    Stacks push(int returnsTo, Stacks below) {
        return make(false, new int[] {returnsTo}, new Stacks[] {below});
    }

    Stacks union(Stacks a, Stacks b) {
        if (a.equals(b)) {
            return a;
        }
        int[] returns = new int[a.returns.length + b.returns.length];
        Stacks[] below = new Stacks[returns.length];
        int size = 0;
        int i = 0;
        int j = 0;
        while (i < a.returns.length || j < b.returns.length) {
            boolean takesA = j == b.returns.length || (i < a.returns.length && a.returns[i] <= b.returns[j]);
            boolean takesB = i == a.returns.length || (j < b.returns.length && b.returns[j] <= a.returns[i]);
            returns[size] = takesA ? a.returns[i] : b.returns[j];
            below[size++] = takesA && takesB ? union(a.below[i], b.below[j]) : takesA ? a.below[i] : b.below[j];
            i += takesA ? 1 : 0;
            j += takesB ? 1 : 0;
        }
        return make(a.bottom || b.bottom, Arrays.copyOf(returns, size), Arrays.copyOf(below, size));
    }

    private Stacks make(boolean bottom, int[] returns, Stacks[] below) {
        int bytes = bottom ? 0 : LeastBytes.NEVER;
        for (int i = 0; i < returns.length; i++) {
            bytes = Math.min(bytes, LeastBytes.sum(least[returns[i]], below[i].least));
        }
        if (returns.length == 0) {
            return Stacks.BOTTOM;
        }
        if (known.size() > MOST) {
            known.clear();
        }
        Stacks made = new Stacks(bottom, returns, below, bytes);
        Stacks before = known.putIfAbsent(made, made);
        return before == null ? made : before;
    }
}

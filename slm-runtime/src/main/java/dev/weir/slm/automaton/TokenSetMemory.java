package dev.weir.slm.automaton;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Bounds the memory of the token sets that states keep. Sets go in the order in which they came, but one that was used
 * since it was last looked at gets a second chance. Safe for any number of threads.
 */
final class TokenSetMemory {

    private record Kept(State state, TokenSet tokens) {}

    private final long mostBytes;
    private final Deque<Kept> kept = new ArrayDeque<>();
    private long bytes;

    TokenSetMemory(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    synchronized void keep(State state, TokenSet tokens) {
        state.keep(tokens);
        kept.add(new Kept(state, tokens));
        bytes += tokens.memoryBytes();
        int chances = kept.size();
        while (bytes > mostBytes && kept.size() > 1) {
            Kept oldest = kept.remove();
            if (chances-- > 0 && oldest.state().wasUsed()) {
                kept.add(oldest);
            } else {
                oldest.state().keep(null);
                bytes -= oldest.tokens().memoryBytes();
            }
        }
    }
}

package dev.weir.slm.automaton;

import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** A set of tokens of one vocabulary. Unchangeable. */
public final class TokenSet {

    /** The tokens one by one, where they are few; otherwise null. */
    private final int @Nullable [] few;

    private final long[] bits;
    private final int size;
    /** How many bytes may be left to write after the token that leaves the most. */
    private final int worstBytes;

    private TokenSet(int @Nullable [] few, long[] bits, int size, int worstBytes) {
        this.few = few;
        this.bits = bits;
        this.size = size;
        this.worstBytes = worstBytes;
    }

    static TokenSet of(BitSet tokens, int vocabulary, int worstBytes) {
        int size = tokens.cardinality();
        return size * 32L < vocabulary
                ? new TokenSet(tokens.stream().toArray(), new long[0], size, worstBytes)
                : new TokenSet(null, tokens.toLongArray(), size, worstBytes);
    }

    public boolean contains(int token) {
        if (few != null) {
            return Arrays.binarySearch(few, token) >= 0;
        }
        return token >= 0 && token >> 6 < bits.length && (bits[token >> 6] >>> token & 1) != 0;
    }

    public int size() {
        return size;
    }

    /** Its tokens in ascending order; a new array. */
    public int[] toArray() {
        return few != null ? few.clone() : BitSet.valueOf(bits).stream().toArray();
    }

    /** Makes every other token impossible: its logit becomes minus infinity. */
    public void keepOnly(float[] logits) {
        if (few != null) {
            float[] kept = new float[few.length];
            for (int i = 0; i < few.length; i++) {
                kept[i] = few[i] < logits.length ? logits[few[i]] : 0;
            }
            Arrays.fill(logits, Float.NEGATIVE_INFINITY);
            for (int i = 0; i < few.length && few[i] < logits.length; i++) {
                logits[few[i]] = kept[i];
            }
            return;
        }
        int words = Math.min(bits.length, (logits.length + 63) >> 6);
        for (int word = 0; word < words; word++) {
            int from = word << 6;
            for (long not = ~bits[word]; not != 0; not &= not - 1) {
                int token = from + Long.numberOfTrailingZeros(not);
                if (token < logits.length) {
                    logits[token] = Float.NEGATIVE_INFINITY;
                }
            }
        }
        if (words << 6 < logits.length) {
            Arrays.fill(logits, words << 6, logits.length, Float.NEGATIVE_INFINITY);
        }
    }

    int worstBytes() {
        return worstBytes;
    }

    /** About how much memory it takes. */
    int memoryBytes() {
        return 64 + 8 * bits.length + (few == null ? 0 : 4 * few.length);
    }
}

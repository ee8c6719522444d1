package dev.weir.slm.automaton;

import java.util.BitSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A vocabulary made ready for constraints: which tokens may come in which state. Takes a moment to make and some
 * megabytes to keep, so there is one for a tokenizer. Safe for any number of threads.
 */
public final class TokenVocabulary {

    private static final long MOST_SET_BYTES = 64L << 20;

    private final int size;
    private final Set<Integer> endTokens;
    private final Spelling later;
    private final Spelling first;
    private final CodePoints writable;
    private final TokenSetMemory memory = new TokenSetMemory(MOST_SET_BYTES);

    private TokenVocabulary(int size, Set<Integer> endTokens, Spelling later, Spelling first, CodePoints writable) {
        this.size = size;
        this.endTokens = endTokens;
        this.later = later;
        this.first = first;
        this.writable = writable;
    }

    /**
     * Makes it ready.
     *
     * @param endTokens the tokens with which a model ends a text; they are no text themselves
     */
    public static TokenVocabulary of(TokenBytes tokens, Set<Integer> endTokens) {
        int size = tokens.size();
        byte[] @Nullable [] bytes = new byte @Nullable [size][];
        byte[] @Nullable [] firstBytes = new byte @Nullable [size][];
        for (int token = 0; token < size; token++) {
            byte[] spelled = endTokens.contains(token) ? null : tokens.bytes(token);
            bytes[token] = spelled == null || spelled.length == 0 ? null : spelled;
            firstBytes[token] = endTokens.contains(token) ? null : tokens.firstBytes(token);
        }
        WritableCharacters writable = WritableCharacters.of(bytes);
        writable.keepWhatCanBeEnded(bytes);
        writable.keepWhatCanBeEnded(firstBytes);
        PlainCharacters plain = new PlainCharacters(writable.single());
        Spelling later = new Spelling(bytes, plain);
        return new TokenVocabulary(
                size,
                Set.copyOf(endTokens),
                later,
                tokens.firstDiffers() ? new Spelling(firstBytes, plain) : later,
                writable.all());
    }

    /** All tokens are below this. */
    public int size() {
        return size;
    }

    /** The characters that can be written wherever they may come: each is a token by itself, or all bytes are. */
    public CodePoints writable() {
        return writable;
    }

    public boolean isEnd(int token) {
        return endTokens.contains(token);
    }

    /** Whether a text's first token can add something else than the same token later. */
    public boolean firstDiffers() {
        return first != later;
    }

    /** What a token adds to a text; null if it is no text. Not to be changed. */
    public byte @Nullable [] bytes(int token, boolean atBeginning) {
        return (atBeginning ? first : later).bytes(token);
    }

    /** The tokens that may come in a state; the end tokens too, if the text may end. */
    public TokenSet allowed(State state) {
        TokenSet known = state.allowed();
        if (known == null) {
            known = compute(state, later);
            memory.keep(state, known);
        }
        return known;
    }

    /** The tokens that a text may begin with. Computed at each call. */
    public TokenSet allowedFirst(State state) {
        return compute(state, first);
    }

    private TokenSet compute(State state, Spelling spelling) {
        BitSet tokens = new BitSet(size);
        int worst = spelling.collect(state, tokens);
        addEnds(state, tokens);
        return TokenSet.of(tokens, size, worst);
    }

    private void addEnds(State state, BitSet tokens) {
        if (state.isComplete()) {
            endTokens.forEach(tokens::set);
        }
    }

    /**
     * Of the allowed tokens those after which so many tokens suffice to complete the text. If there are none, because
     * the text cannot be completed any more, all of them.
     */
    public TokenSet within(State state, TokenSet allowed, boolean atBeginning, int tokensAfter) {
        if (allowed.worstBytes() <= tokensAfter) {
            return allowed;
        }
        BitSet tokens = new BitSet(size);
        (atBeginning ? first : later)
                .collect(
                        state, tokens, after -> after.leastBytes() <= tokensAfter || tokensToEnd(after) <= tokensAfter);
        addEnds(state, tokens);
        return tokens.isEmpty() ? allowed : TokenSet.of(tokens, size, tokensAfter);
    }

    /** A number of tokens that suffices to complete the text, and is seldom more than the least. */
    public int tokensToEnd(State state) {
        int tokens = state.tokensToEnd();
        if (tokens < 0) {
            tokens = state.leastBytes() == 0 ? 0 : later.greedyCount(ShortestEnd.of(state));
            state.tokensToEnd(tokens);
        }
        return tokens;
    }
}

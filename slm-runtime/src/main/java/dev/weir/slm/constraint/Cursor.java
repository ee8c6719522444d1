package dev.weir.slm.constraint;

import dev.weir.slm.automaton.State;
import dev.weir.slm.automaton.TokenSet;
import dev.weir.slm.automaton.TokenVocabulary;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Where one text stands within its constraint. Some token is always allowed: either the text can go on to a valid end,
 * or it may end.
 *
 * <p>For one text, and one thread at a time.
 */
public final class Cursor {

    private final CompiledConstraint constraint;
    private final TokenVocabulary vocabulary;
    private State state;
    /** Whether the text has no token yet, and its first one may be spelled in another way. */
    private boolean atBeginning;

    private boolean ended;

    Cursor(CompiledConstraint constraint, State state, boolean atBeginning) {
        this.constraint = constraint;
        this.vocabulary = constraint.vocabulary();
        this.state = state;
        this.atBeginning = atBeginning;
    }

    /** Another for the same text, which then goes its own way. */
    public Cursor copy() {
        Cursor copy = new Cursor(constraint, state, atBeginning);
        copy.ended = ended;
        return copy;
    }

    /** Whether the token may come next. A token that ends the text may if the text is complete. */
    public boolean allows(int token) {
        if (ended) {
            return false;
        }
        return vocabulary.isEnd(token) ? state.isComplete() : after(token) != null;
    }

    private @Nullable State after(int token) {
        byte[] bytes = vocabulary.bytes(token, atBeginning);
        return bytes == null ? null : state.after(bytes);
    }

    /**
     * The tokens that may come next, with those that end the text if it is complete.
     *
     * @throws IllegalStateException if the text has been ended
     */
    public TokenSet allowed() {
        if (ended) {
            throw new IllegalStateException("the text has ended");
        }
        return atBeginning ? constraint.allowedFirst() : vocabulary.allowed(state);
    }

    /**
     * The tokens that may come next so that the text can still be completed in time. If it is too late for that, the
     * same as {@link #allowed()}.
     *
     * @param tokensLeft how many tokens of text may still be written, the next one included; at least 1. A token that
     *     ends the text is not counted
     */
    public TokenSet allowed(int tokensLeft) {
        if (tokensLeft < 1) {
            throw new IllegalArgumentException("tokensLeft must be at least 1, not " + tokensLeft);
        }
        return vocabulary.within(state, allowed(), atBeginning, tokensLeft - 1);
    }

    /** Makes every token that must not come impossible: its logit becomes minus infinity. */
    public void mask(float[] logits) {
        allowed().keepOnly(logits);
    }

    /** The same, with regard to how many tokens of text may still be written; see {@link #allowed(int)}. */
    public void mask(float[] logits, int tokensLeft) {
        allowed(tokensLeft).keepOnly(logits);
    }

    /**
     * Goes on by a token.
     *
     * @throws IllegalArgumentException if it is not allowed; then nothing changes
     */
    public void accept(int token) {
        if (!allows(token)) {
            throw new IllegalArgumentException("token " + token + " is not allowed here");
        }
        if (vocabulary.isEnd(token)) {
            ended = true;
            return;
        }
        State after = after(token);
        if (after != null) {
            state = after;
            atBeginning = false;
        }
    }

    /** Whether what has been written is complete. */
    public boolean mayEnd() {
        return state.isComplete();
    }

    /** Whether what has been written is complete and nothing can follow it. */
    public boolean mustEnd() {
        return ended || state.isOver();
    }

    /** A number of tokens that suffices to complete the text; 0 if it is complete. Seldom more than the least. */
    public int shortestEnd() {
        int tokens = vocabulary.tokensToEnd(state);
        // A first token that loses its space may have to be written before the text's own first one.
        return atBeginning && vocabulary.firstDiffers() && tokens > 0 ? tokens + 1 : tokens;
    }

    /**
     * The text that must come next, as far as there is only one possibility; empty if there are several or the text may
     * end. It is whole characters. A model would not always put a token's end where this ends: whoever tokenises it does
     * well to leave the last token to the model.
     */
    public String forcedText() {
        return ended ? "" : new String(state.forced(), StandardCharsets.UTF_8);
    }
}

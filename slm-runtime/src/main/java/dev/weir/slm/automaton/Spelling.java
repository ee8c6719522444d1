package dev.weir.slm.automaton;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How tokens spell text: their bytes, and which may come in a state.
 *
 * <p>Most tokens are plain: whole characters that need no escape inside a JSON string. Where all such characters lead to
 * the same state, as within most strings, plain tokens are known by their number of characters alone, and only the
 * others are looked at one by one.
 */
final class Spelling {

    /** A token with more characters is looked at by itself. */
    private static final int MOST_CHARACTERS = 32;

    private final byte[] @Nullable [] bytes;
    private final PlainCharacters plainCharacters;
    private final TokenTrie all;
    private final TokenTrie notPlain;
    private final BitSet[] plainUpTo = new BitSet[MOST_CHARACTERS + 1];
    private final List<Integer> empty = new ArrayList<>();

    /** Null stands for a token that spells nothing that may be written. */
    Spelling(byte[] @Nullable [] bytes, PlainCharacters plainCharacters) {
        this.bytes = bytes;
        this.plainCharacters = plainCharacters;
        for (int i = 0; i <= MOST_CHARACTERS; i++) {
            plainUpTo[i] = new BitSet(bytes.length);
        }
        List<Integer> tokens = new ArrayList<>();
        List<Integer> others = new ArrayList<>();
        for (int token = 0; token < bytes.length; token++) {
            byte[] spelled = bytes[token];
            if (spelled != null && spelled.length == 0) {
                empty.add(token);
            } else if (spelled != null) {
                tokens.add(token);
                int characters = plainCharacters.count(spelled);
                if (characters > MOST_CHARACTERS) {
                    others.add(token);
                } else {
                    plainUpTo[characters].set(token);
                }
            }
        }
        for (int i = 1; i <= MOST_CHARACTERS; i++) {
            plainUpTo[i].or(plainUpTo[i - 1]);
        }
        this.all = new TokenTrie(tokens, bytes);
        this.notPlain = new TokenTrie(others, bytes);
    }

    /** How many characters the bytes are; a very large number if they are not whole characters. */
    static int characters(byte[] spelled) {
        try {
            return Math.toIntExact(StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(spelled))
                    .codePoints()
                    .count());
        } catch (CharacterCodingException e) {
            return Integer.MAX_VALUE;
        }
    }

    byte @Nullable [] bytes(int token) {
        return token >= 0 && token < bytes.length ? bytes[token] : null;
    }

    /** Visits every token that may come in a state. */
    void walk(State from, TokenTrie.Visitor visitor) {
        empty.forEach(token -> visitor.token(token, from));
        all.walk(from, visitor);
    }

    /** Adds the tokens that may come in a state; gives how many bytes the one that leaves the most leaves to write. */
    int collect(State from, BitSet into) {
        int[] worst = {0};
        TokenTrie.Visitor visitor = (token, after) -> {
            into.set(token);
            worst[0] = Math.max(worst[0], after.leastBytes());
        };
        int plain = plainRun(from, worst);
        if (plain > 0) {
            into.or(plainUpTo[plain]);
            empty.forEach(token -> visitor.token(token, from));
            notPlain.walk(from, visitor);
        } else {
            walk(from, visitor);
        }
        return worst[0];
    }

    /** Up to how many characters make a plain token come, whichever they are; 0 if it matters which. */
    private int plainRun(State from, int[] worst) {
        State at = from;
        int deepest = 0;
        for (int characters = 0; characters < MOST_CHARACTERS; characters++) {
            State.Uniform next = plainCharacters.after(at);
            if (!next.same()) {
                return 0;
            }
            State to = next.to();
            if (to == null) {
                worst[0] = Math.max(worst[0], deepest);
                return characters;
            }
            deepest = Math.max(deepest, to.leastBytes());
            if (to.equals(at)) {
                break;
            }
            at = to;
        }
        worst[0] = Math.max(worst[0], deepest);
        return MOST_CHARACTERS;
    }

    /** How many tokens spell the bytes if the longest is taken each time; a very large number if none do. */
    int greedyCount(byte[] text) {
        int at = 0;
        int count = 0;
        while (at < text.length) {
            int length = all.longest(text, at);
            if (length == 0) {
                return Integer.MAX_VALUE;
            }
            at += length;
            count++;
        }
        return count;
    }
}

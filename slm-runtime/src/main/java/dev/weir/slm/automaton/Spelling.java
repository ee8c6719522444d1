package dev.weir.slm.automaton;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Predicate;
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

    /** Adds the tokens that may come in a state; gives how many bytes the one that leaves the most leaves to write. */
    int collect(State from, BitSet into) {
        int[] worst = {0};
        collect(from, into, after -> {
            worst[0] = Math.max(worst[0], after.leastBytes());
            return true;
        });
        return worst[0];
    }

    /** Adds the tokens that may come in a state and lead to one that is wanted. */
    void collect(State from, BitSet into, Predicate<State> wanted) {
        TokenTrie.Visitor visitor = (token, after) -> {
            if (wanted.test(after)) {
                into.set(token);
            }
        };
        empty.forEach(token -> visitor.token(token, from));
        List<State> run = plainRun(from);
        if (run.isEmpty()) {
            all.walk(from, visitor);
            return;
        }
        notPlain.walk(from, visitor);
        int characters = 0;
        while (characters < run.size()) {
            boolean isWanted = wanted.test(run.get(characters));
            int begin = characters++;
            while (characters < run.size() && wanted.test(run.get(characters)) == isWanted) {
                characters++;
            }
            if (isWanted) {
                BitSet tokens = (BitSet) plainUpTo[characters].clone();
                tokens.andNot(plainUpTo[begin]);
                into.or(tokens);
            }
        }
    }

    /** The states after one, two and more plain characters, whichever they are; empty if it matters which. */
    private List<State> plainRun(State from) {
        List<State> run = new ArrayList<>();
        State at = from;
        while (run.size() < MOST_CHARACTERS) {
            State.Uniform next = plainCharacters.after(at);
            if (!next.same()) {
                return List.of();
            }
            State to = next.to();
            if (to == null) {
                break;
            }
            run.add(to);
            at = to;
        }
        return run;
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

package dev.weir.gateway.tier;

import dev.weir.gateway.routing.TokenLogProbability;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;

/**
 * Tells which tokens a piece of text was written with. A token may come before its text is certain: part of a character
 * waits for the rest, and what may begin a stop string waits as well. What is never said has no token, and of a token
 * that a stop string cuts the part before it is kept.
 *
 * <p>For one choice of one answer.
 */
final class TokenTrail {

    private static final char MARK = '\uFFFD';

    private final Deque<TokenLogProbability> waiting = new ArrayDeque<>();
    /** How many bytes of the first waiting token have been said already. */
    private int saidOfFirst;

    /** A token was chosen. */
    void add(TokenLogProbability token) {
        if (!bytes(token).isEmpty()) {
            waiting.add(token);
        }
    }

    /** The tokens that end in this text, which follows what was said before. */
    List<TokenLogProbability> said(String text) {
        List<TokenLogProbability> tokens = new ArrayList<>();
        int left = text.getBytes(StandardCharsets.UTF_8).length;
        if (text.indexOf(MARK) >= 0) {
            // A mark stands for bytes that are no character, so counting bytes leads nowhere.
            tokens.addAll(waiting);
            waiting.clear();
            return tokens;
        }
        while (!waiting.isEmpty() && left >= bytes(waiting.getFirst()).size() - saidOfFirst) {
            left -= bytes(waiting.getFirst()).size() - saidOfFirst;
            saidOfFirst = 0;
            tokens.add(waiting.removeFirst());
        }
        saidOfFirst = waiting.isEmpty() ? 0 : saidOfFirst + left;
        return tokens;
    }

    /** The part of a token that was said before the text ended within it. */
    List<TokenLogProbability> rest() {
        return saidOfFirst == 0 ? List.of() : List.of(cut(waiting.getFirst(), saidOfFirst));
    }

    private static TokenLogProbability cut(TokenLogProbability token, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = bytes(token).get(i).byteValue();
        }
        return new TokenLogProbability(TokenBytes.token(bytes), token.logProbability(), token.alternatives());
    }

    private static List<Integer> bytes(TokenLogProbability token) {
        return Objects.requireNonNullElse(token.token().bytes(), List.of());
    }
}

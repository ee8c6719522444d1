package dev.weir.slm.automaton;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tokens by their bytes, as a tree in one row: each node stands before all that begin like it. Unchangeable. */
final class TokenTrie {

    /** Told of each token that may come, and of the state after it. */
    interface Visitor {
        void token(int token, State after);
    }

    private static final int NONE = -1;

    private byte[] label = new byte[1024];
    private int[] depth = new int[1024];
    /** The next node that does not begin like this one. */
    private int[] end = new int[1024];
    /** A token that ends at the node, or none. */
    private int[] token = new int[1024];
    /** By token: another with the same bytes, or none. */
    private final int[] alike;

    private int size;
    private int deepest;

    /** A tree of the tokens named; none of them may be empty. */
    TokenTrie(List<Integer> tokens, byte[] @Nullable [] bytes) {
        alike = new int[bytes.length];
        Arrays.fill(alike, NONE);
        List<Integer> sorted = new ArrayList<>(tokens);
        sorted.sort((a, b) -> Arrays.compareUnsigned(bytes[a], bytes[b]));
        List<Integer> open = new ArrayList<>();
        byte[] before = {};
        for (int id : sorted) {
            byte[] now = bytes[id];
            if (now == null || now.length == 0) {
                throw new IllegalArgumentException("token " + id + " has no bytes");
            }
            int common = size == 0 ? 0 : common(before, now);
            while (open.size() > common) {
                end[open.removeLast()] = size;
            }
            for (int i = common; i < now.length; i++) {
                open.add(add(now[i], i));
            }
            int node = open.getLast();
            alike[id] = token[node];
            token[node] = id;
            before = now;
        }
        open.forEach(node -> end[node] = size);
    }

    private static int common(byte[] a, byte[] b) {
        int mismatch = Arrays.mismatch(a, b);
        return mismatch < 0 ? a.length : mismatch;
    }

    private int add(byte oneByte, int at) {
        if (size == label.length) {
            label = Arrays.copyOf(label, 2 * size);
            depth = Arrays.copyOf(depth, 2 * size);
            end = Arrays.copyOf(end, 2 * size);
            token = Arrays.copyOf(token, 2 * size);
        }
        label[size] = oneByte;
        depth[size] = at;
        token[size] = NONE;
        deepest = Math.max(deepest, at + 1);
        return size++;
    }

    /** Visits every token that may come in a state. */
    void walk(State begin, Visitor visitor) {
        @Nullable State[] path = new @Nullable State[deepest + 1];
        path[0] = begin;
        int at = 0;
        while (at < size) {
            State from = path[depth[at]];
            State to = from == null ? null : from.after(label[at] & 0xFF);
            if (to == null) {
                at = end[at];
                continue;
            }
            path[depth[at] + 1] = to;
            for (int id = token[at]; id != NONE; id = alike[id]) {
                visitor.token(id, to);
            }
            at++;
        }
    }

    /** The length of the longest token that the bytes go on with from a position; 0 if there is none. */
    int longest(byte[] bytes, int from) {
        int found = 0;
        int at = 0;
        int limit = size;
        for (int i = from; i < bytes.length; i++) {
            while (at < limit && label[at] != bytes[i]) {
                at = end[at];
            }
            if (at >= limit) {
                return found;
            }
            if (token[at] != NONE) {
                found = i - from + 1;
            }
            limit = end[at];
            at++;
        }
        return found;
    }
}

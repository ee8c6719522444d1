package dev.weir.slm.automaton;

import dev.weir.slm.SlmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A grammar under construction: rules made of nodes, with edges that write a byte, write nothing, or call a rule and go
 * on where it ends. Rules may call themselves, but not before they have written something.
 *
 * <p>For one thread.
 */
public final class Network {

    private static final int MOST_NODES = 400_000;

    /** An edge that writes one byte of a range. */
    record ByteEdge(int first, int last, int to) {}

    /** An edge that writes what a rule writes. */
    record CallEdge(int rule, int to) {}

    /** The edges out of one node. */
    static final class Node {
        final List<ByteEdge> bytes = new ArrayList<>(1);
        final List<Integer> empty = new ArrayList<>(1);
        final List<CallEdge> calls = new ArrayList<>(1);
    }

    private final CodePoints writable;
    private final List<Node> nodes = new ArrayList<>();
    private final List<int[]> rules = new ArrayList<>();
    private final Map<CodePoints, Integer> characterRules = new HashMap<>();

    /**
     * Starts an empty one.
     *
     * @param writable the characters that the vocabulary can write; others are left out wherever they are asked for
     */
    public Network(CodePoints writable) {
        this.writable = writable;
    }

    /**
     * A new node.
     *
     * @throws SlmException.Unsupported if there are too many
     */
    public int node() {
        if (nodes.size() == MOST_NODES) {
            throw new SlmException.Unsupported("the constraint is too large: its automaton has more than " + MOST_NODES
                    + " nodes; large counts of repetition are what makes it so");
        }
        nodes.add(new Node());
        return nodes.size() - 1;
    }

    /** A new rule, of which so far only its first and its last node exist. */
    public int rule() {
        rules.add(new int[] {node(), node()});
        return rules.size() - 1;
    }

    public int first(int rule) {
        return rules.get(rule)[0];
    }

    public int last(int rule) {
        return rules.get(rule)[1];
    }

    /** Writes one byte from first to last, both included. Meant for ASCII; see {@link #character}. */
    public void oneByte(int from, int first, int last, int to) {
        nodes.get(from).bytes.add(new ByteEdge(first, last, to));
    }

    public void nothing(int from, int to) {
        nodes.get(from).empty.add(to);
    }

    public void call(int from, int rule, int to) {
        nodes.get(from).calls.add(new CallEdge(rule, to));
    }

    /** Writes one character of the set. */
    public void character(int from, CodePoints set, int to) {
        CodePoints wanted = set.and(writable);
        List<int[]> wide = new ArrayList<>();
        for (int[] range : wanted.pairs()) {
            if (range[0] < 0x80) {
                oneByte(from, range[0], Math.min(range[1], 0x7F), to);
            }
            if (range[1] >= 0x80) {
                wide.add(new int[] {Math.max(range[0], 0x80), range[1]});
            }
        }
        if (!wide.isEmpty()) {
            CodePoints key = wanted.and(CodePoints.range(0x80, 0x10FFFF));
            Integer rule = characterRules.get(key);
            if (rule == null) {
                rule = rule();
                characterRules.put(key, rule);
                new Utf8Edges(this, first(rule), last(rule)).add(wide);
            }
            call(from, rule, to);
        }
    }

    /** Writes the text; gives the node after it. */
    public int text(int from, String text) {
        int at = from;
        for (int character : text.codePoints().toArray()) {
            int to = node();
            character(at, CodePoints.of(Character.toString(character)), to);
            at = to;
        }
        return at;
    }

    /** The automaton of all that the rule can write; empty if that is nothing at all. */
    public Optional<Automaton> automaton(int rule) {
        int[] least = new LeastBytes(nodes, rules).compute();
        return least[first(rule)] == LeastBytes.NEVER
                ? Optional.empty()
                : Optional.of(new Automaton(nodes, rules, least, rule));
    }
}

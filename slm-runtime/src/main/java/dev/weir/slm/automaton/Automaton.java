package dev.weir.slm.automaton;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A network made deterministic, one state at a time, as they are needed. A state is a set of nodes, each with the stacks
 * of callers it may have; so it knows every way in which the text so far can be read. Ways that lead to no end are left
 * out, so that no state is a dead end. Safe for any number of threads.
 */
public final class Automaton {

    /** It forgets its states when there are more; those in use go on working. */
    private static final int MOST_STATES = 20_000;

    private final Network.ByteEdge[][] bytes;
    private final int[][] empty;
    private final int[][] callFirst;
    private final int[][] callReturn;
    private final boolean[] ends;
    private final int[] least;
    private final ByteClasses classes;
    private final StackPool pool;
    private final ConcurrentHashMap<State, State> known = new ConcurrentHashMap<>();
    private final State begin;

    Automaton(List<Network.Node> nodes, List<int[]> rules, int[] least, int rule) {
        int size = nodes.size();
        this.bytes = new Network.ByteEdge[size][];
        this.empty = new int[size][];
        this.callFirst = new int[size][];
        this.callReturn = new int[size][];
        this.ends = new boolean[size];
        this.least = least;
        this.pool = new StackPool(least);
        for (int i = 0; i < size; i++) {
            copy(i, nodes.get(i), rules);
        }
        rules.forEach(ended -> ends[ended[1]] = true);
        this.classes = new ByteClasses(bytes);
        Map<Integer, Stacks> first = new TreeMap<>();
        first.put(rules.get(rule)[0], Stacks.BOTTOM);
        this.begin = state(first);
    }

    private void copy(int at, Network.Node node, List<int[]> rules) {
        bytes[at] = node.bytes.stream().filter(edge -> canEnd(edge.to())).toArray(Network.ByteEdge[]::new);
        empty[at] = node.empty.stream().filter(this::canEnd).mapToInt(to -> to).toArray();
        List<Network.CallEdge> calls = node.calls.stream()
                .filter(edge -> canEnd(edge.to()) && canEnd(rules.get(edge.rule())[0]))
                .toList();
        callFirst[at] =
                calls.stream().mapToInt(call -> rules.get(call.rule())[0]).toArray();
        callReturn[at] = calls.stream().mapToInt(Network.CallEdge::to).toArray();
    }

    private boolean canEnd(int node) {
        return least[node] != LeastBytes.NEVER;
    }

    /** The state in which nothing has been written. */
    public State begin() {
        return begin;
    }

    int classes() {
        return classes.count();
    }

    int classOf(int oneByte) {
        return classes.of(oneByte);
    }

    /** The least byte of a class. */
    int byteOf(int byteClass) {
        return classes.first(byteClass);
    }

    /** Whether the class is one byte. */
    boolean isSingle(int byteClass) {
        return classes.isSingle(byteClass);
    }

    State step(State from, int byteClass) {
        int oneByte = classes.first(byteClass);
        Map<Integer, Stacks> reached = new TreeMap<>();
        for (int i = 0; i < from.nodes.length; i++) {
            for (Network.ByteEdge edge : bytes[from.nodes[i]]) {
                if (edge.first() <= oneByte && oneByte <= edge.last()) {
                    reached.merge(edge.to(), from.stacks[i], pool::union);
                }
            }
        }
        return reached.isEmpty() ? State.DEAD : state(reached);
    }

    /** Follows what writes nothing: empty edges, calls and the ends of rules. */
    private State state(Map<Integer, Stacks> reached) {
        Deque<Integer> open = new ArrayDeque<>(reached.keySet());
        boolean complete = false;
        while (!open.isEmpty()) {
            int node = open.remove();
            Stacks stacks = Objects.requireNonNull(reached.get(node));
            for (int to : empty[node]) {
                reach(to, stacks, reached, open);
            }
            for (int i = 0; i < callFirst[node].length; i++) {
                int returns = callReturn[node][i];
                Stacks pushed = isOnlyEnd(returns) ? stacks : pool.push(returns, stacks);
                reach(callFirst[node][i], pushed, reached, open);
            }
            if (ends[node]) {
                complete |= stacks.bottom;
                for (int i = 0; i < stacks.returns.length; i++) {
                    reach(stacks.returns[i], stacks.below[i], reached, open);
                }
            }
        }
        return known(reached, complete);
    }

    /** A call that is the last thing of its rule needs no place on the stack. */
    private boolean isOnlyEnd(int node) {
        return ends[node] && bytes[node].length == 0 && empty[node].length == 0 && callFirst[node].length == 0;
    }

    private void reach(int node, Stacks stacks, Map<Integer, Stacks> reached, Deque<Integer> open) {
        Stacks before = reached.get(node);
        Stacks all = before == null ? stacks : pool.union(before, stacks);
        if (before == null || !all.equals(before)) {
            reached.put(node, all);
            open.add(node);
        }
    }

    private State known(Map<Integer, Stacks> reached, boolean complete) {
        List<Integer> writing = new ArrayList<>();
        int fewest = complete ? 0 : LeastBytes.NEVER;
        for (Map.Entry<Integer, Stacks> entry : reached.entrySet()) {
            if (bytes[entry.getKey()].length > 0) {
                writing.add(entry.getKey());
                fewest = Math.min(fewest, LeastBytes.sum(least[entry.getKey()], entry.getValue().least));
            }
        }
        int[] nodes = writing.stream().mapToInt(node -> node).toArray();
        Stacks[] stacks = writing.stream().map(reached::get).toArray(Stacks[]::new);
        if (known.size() > MOST_STATES) {
            known.clear();
        }
        State made = new State(this, nodes, stacks, complete, fewest);
        State before = known.putIfAbsent(made, made);
        return before == null ? made : before;
    }
}

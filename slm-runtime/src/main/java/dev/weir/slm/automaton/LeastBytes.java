package dev.weir.slm.automaton;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * How few bytes lead from each node to the end of its rule. Dijkstra's algorithm, generalised to grammars (D. E. Knuth,
 * "A generalization of Dijkstra's algorithm", Information Processing Letters 6(1), 1977).
 */
final class LeastBytes {

    /** For a node from which the end of its rule cannot be reached. */
    static final int NEVER = Integer.MAX_VALUE;

    private record Settled(int node, int least) {}

    private record Call(int from, int first, int to) {}

    private final List<Network.Node> nodes;
    private final List<int[]> rules;
    private final int[] least;
    private final boolean[] settled;
    private final List<List<Integer>> bytesInto = new ArrayList<>();
    private final List<List<Integer>> emptyInto = new ArrayList<>();
    /** By the node where the called rule begins and by the node where the caller goes on: both must be known. */
    private final List<List<Call>> calls = new ArrayList<>();

    private final PriorityQueue<Settled> queue = new PriorityQueue<>(Comparator.comparingInt(Settled::least));

    LeastBytes(List<Network.Node> nodes, List<int[]> rules) {
        this.nodes = nodes;
        this.rules = rules;
        this.least = new int[nodes.size()];
        this.settled = new boolean[nodes.size()];
    }

    int[] compute() {
        Arrays.fill(least, NEVER);
        turnEdgesRound();
        rules.forEach(rule -> reach(rule[1], 0));
        while (!queue.isEmpty()) {
            int node = queue.remove().node();
            if (!settled[node]) {
                settled[node] = true;
                bytesInto.get(node).forEach(from -> reach(from, sum(least[node], 1)));
                emptyInto.get(node).forEach(from -> reach(from, least[node]));
                for (Call call : calls.get(node)) {
                    if (settled[call.first()] && settled[call.to()]) {
                        reach(call.from(), sum(least[call.first()], least[call.to()]));
                    }
                }
            }
        }
        return least;
    }

    private void turnEdgesRound() {
        for (int i = 0; i < nodes.size(); i++) {
            bytesInto.add(new ArrayList<>(1));
            emptyInto.add(new ArrayList<>(1));
            calls.add(new ArrayList<>(1));
        }
        for (int i = 0; i < nodes.size(); i++) {
            int from = i;
            nodes.get(i).bytes.forEach(edge -> bytesInto.get(edge.to()).add(from));
            nodes.get(i).empty.forEach(to -> emptyInto.get(to).add(from));
            for (Network.CallEdge edge : nodes.get(i).calls) {
                Call call = new Call(from, rules.get(edge.rule())[0], edge.to());
                calls.get(call.first()).add(call);
                calls.get(call.to()).add(call);
            }
        }
    }

    private void reach(int node, int bytes) {
        if (bytes < least[node]) {
            least[node] = bytes;
            queue.add(new Settled(node, bytes));
        }
    }

    /** A sum that is too large for an int stays a number, however large, and does not become never. */
    static int sum(int a, int b) {
        return a == NEVER || b == NEVER ? NEVER : (int) Math.min((long) a + b, NEVER - 1);
    }
}

package dev.weir.slm.regex;

import dev.weir.slm.SlmException;
import dev.weir.slm.automaton.CodePoints;
import dev.weir.slm.automaton.Network;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a regular expression into a network, by way of a graph of characters (Thompson's construction).
 *
 * <p>Anchors and bounds on the length are worked in by multiplying the graph: each of its nodes is there once for every
 * length so far, and for whether the text has begun and whether it must be over.
 */
public final class RegexNetwork {

    /** For no bound on the length. */
    public static final int UNBOUNDED = -1;

    private static final int MOST_NODES = 200_000;
    private static final int BEGUN = 1;
    private static final int OVER = 2;

    private sealed interface Edge {
        int to();
    }

    private record Write(CodePoints set, int to) implements Edge {}

    private record Skip(int to) implements Edge {}

    private record AtBegin(int to) implements Edge {}

    private record AtEnd(int to) implements Edge {}

    /** A node of the graph, with what the text so far is like. */
    private record Place(int node, int phase, int length) {}

    private final List<List<Edge>> graph = new ArrayList<>();
    private boolean anchored;

    private final Network network;
    private final CharacterSpelling spelling;
    private final Map<Place, Integer> placed = new HashMap<>();
    private final Deque<Place> open = new ArrayDeque<>();

    private RegexNetwork(Network network, CharacterSpelling spelling) {
        this.network = network;
        this.spelling = spelling;
    }

    /**
     * Adds edges that write a text matching as a whole, of a length in characters.
     *
     * @param most {@link #UNBOUNDED} for any length
     * @throws SlmException.Unsupported if it is too large
     */
    public static void write(
            Regex regex, int least, int most, Network network, CharacterSpelling spelling, int[] fromTo) {
        RegexNetwork writing = new RegexNetwork(network, spelling);
        int begin = writing.node();
        int end = writing.build(regex, begin);
        writing.place(begin, end, least, most, fromTo);
    }

    private int node() {
        if (graph.size() == MOST_NODES) {
            throw new SlmException.Unsupported("the pattern is too large: counts in it make it more than " + MOST_NODES
                    + " nodes, which cannot be enforced");
        }
        graph.add(new ArrayList<>(2));
        return graph.size() - 1;
    }

    private int edge(int from, Edge edge) {
        graph.get(from).add(edge);
        return edge.to();
    }

    /** Builds it from a node on; gives the node where it ends. */
    private int build(Regex regex, int from) {
        return switch (regex) {
            case Regex.Characters(CodePoints set) -> edge(from, new Write(set, node()));
            case Regex.Sequence(List<Regex> parts) -> {
                int at = from;
                for (Regex part : parts) {
                    at = build(part, at);
                }
                yield at;
            }
            case Regex.Alternatives(List<Regex> parts) -> {
                int to = node();
                parts.forEach(part -> edge(build(part, edge(from, new Skip(node()))), new Skip(to)));
                yield to;
            }
            case Regex.Repeated repeated -> repeat(repeated, from);
            case Regex.Begin() -> anchor(from, new AtBegin(node()));
            case Regex.End() -> anchor(from, new AtEnd(node()));
        };
    }

    private int anchor(int from, Edge edge) {
        anchored = true;
        return edge(from, edge);
    }

    private int repeat(Regex.Repeated repeated, int from) {
        int at = from;
        for (int i = 0; i < repeated.least(); i++) {
            at = build(repeated.part(), at);
        }
        int to = node();
        if (repeated.most() == Regex.Repeated.UNBOUNDED) {
            int loop = edge(at, new Skip(node()));
            edge(build(repeated.part(), loop), new Skip(loop));
            return edge(loop, new Skip(to));
        }
        for (int i = repeated.least(); i < repeated.most(); i++) {
            edge(at, new Skip(to));
            at = build(repeated.part(), at);
        }
        return edge(at, new Skip(to));
    }

    private void place(int begin, int end, int least, int most, int[] fromTo) {
        network.nothing(fromTo[0], at(new Place(begin, 0, 0)));
        while (!open.isEmpty()) {
            Place place = open.remove();
            int from = at(place);
            for (Edge edge : graph.get(place.node())) {
                follow(place, edge, from, least, most);
            }
            if (place.node() == end && place.length() >= least) {
                network.nothing(from, fromTo[1]);
            }
        }
    }

    private void follow(Place place, Edge edge, int from, int least, int most) {
        int phase = place.phase();
        switch (edge) {
            case Skip(int to) -> network.nothing(from, at(new Place(to, phase, place.length())));
            case AtBegin(int to)
            when (phase & BEGUN) == 0 -> network.nothing(from, at(new Place(to, phase, place.length())));
            case AtEnd(int to) -> network.nothing(from, at(new Place(to, phase | OVER, place.length())));
            case Write(CodePoints set, int to)
            when (phase & OVER) == 0 && place.length() != most -> {
                // Beyond the bounds lengths need not be told apart.
                int length = Math.min(place.length() + 1, most == UNBOUNDED ? least : most);
                spelling.write(from, set, at(new Place(to, anchored ? BEGUN : 0, length)));
            }
            case AtBegin _, Write _ -> {}
        }
    }

    private int at(Place place) {
        return placed.computeIfAbsent(place, added -> {
            open.add(added);
            return network.node();
        });
    }
}

package dev.weir.slm.graph;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Looks for the language-model head: the nodes from the last hidden state to the logits that treat every row of the
 * hidden state by itself, so that leaving rows out before them leaves exactly those rows out of the logits. What it
 * does not know for certain it does not find.
 */
final class HeadSearch {

    private static final Set<String> PRODUCTS = Set.of(
            "MatMul",
            "MatMulInteger",
            "com.microsoft:MatMulNBits",
            "com.microsoft:MatMulIntegerToFloat",
            "com.microsoft:DynamicQuantizeMatMul",
            "com.microsoft:FusedMatMul",
            "com.microsoft:MatMulBnb4");
    private static final Set<String> AFTER_PRODUCT =
            Set.of("Cast", "Mul", "Div", "Add", "Sub", "Tanh", "Identity", "Clip");
    private static final Set<String> BEFORE_PRODUCT = Set.of(
            "DynamicQuantizeLinear",
            "QuantizeLinear",
            "DequantizeLinear",
            "com.microsoft:QuantizeLinear",
            "com.microsoft:DequantizeLinear");
    /** How weights may come out of an initializer; each keeps the number of dimensions. */
    private static final Set<String> OF_WEIGHTS = Set.of(
            "Identity",
            "Cast",
            "Transpose",
            "DequantizeLinear",
            "com.microsoft:DequantizeLinear",
            "com.microsoft:DequantizeBnb4");

    private static final int ROWS_AND_COLUMNS = 2;

    /**
     * What was found.
     *
     * @param hidden the last hidden state, [batch, sequence, width]
     * @param nodes the head
     */
    record Head(String hidden, Set<GraphNode> nodes) {
        Head {
            nodes = Set.copyOf(nodes);
        }
    }

    private final OnnxGraph graph;
    private final Map<String, GraphNode> producers = new HashMap<>();
    private final Map<String, List<Long>> initializers = new HashMap<>();
    private final Set<GraphNode> head = new HashSet<>();
    private final Set<String> starts = new HashSet<>();
    private boolean hasProduct;

    HeadSearch(OnnxGraph graph) {
        this.graph = graph;
        for (GraphNode node : graph.nodes()) {
            node.outputs().forEach(output -> producers.put(output, node));
        }
        // The name of outputs that are left out.
        producers.remove("");
        graph.initializers().forEach(tensor -> initializers.put(tensor.name(), tensor.dims()));
    }

    Optional<Head> find(String logits) {
        Deque<String> open = new ArrayDeque<>(List.of(logits));
        Set<String> seen = new HashSet<>();
        while (!open.isEmpty()) {
            String tensor = open.pop();
            if (!seen.add(tensor)) {
                continue;
            }
            GraphNode node = producers.get(tensor);
            if (node == null || !enter(node, open)) {
                return Optional.empty();
            }
        }
        if (!hasProduct || starts.size() != 1 || leaks(logits)) {
            return Optional.empty();
        }
        return Optional.of(new Head(starts.iterator().next(), head));
    }

    /** Takes a node into the head and goes on with what it is computed from. */
    private boolean enter(GraphNode node, Deque<String> open) {
        String type = typeOf(node);
        head.add(node);
        if (PRODUCTS.contains(type)) {
            return enterProduct(node, open);
        }
        if (BEFORE_PRODUCT.contains(type)) {
            return enterQuantizer(node, open);
        }
        if (!AFTER_PRODUCT.contains(type)) {
            return false;
        }
        for (String input : node.inputs()) {
            int rank = input.isEmpty() ? 0 : constantRank(input);
            if (rank < 0) {
                open.push(input);
            } else if (rank > 1) {
                // It could differ from row to row, or add a dimension before the rows.
                return false;
            }
        }
        return true;
    }

    private boolean enterProduct(GraphNode node, Deque<String> open) {
        hasProduct = true;
        boolean turned = node.number("transA", 0) != 0 || node.number("transBatchA", 0) != 0;
        if (turned || node.inputs().size() < 2 || constantRank(node.inputs().get(1)) < ROWS_AND_COLUMNS) {
            return false;
        }
        boolean twoDimensions = node.opType().equals("MatMulNBits")
                || constantRank(node.inputs().get(1)) == ROWS_AND_COLUMNS;
        for (int i = 2; i < node.inputs().size(); i++) {
            String input = node.inputs().get(i);
            if (!input.isEmpty() && constantRank(input) < 0) {
                open.push(input);
            }
        }
        return twoDimensions && before(node.inputs().getFirst(), open);
    }

    private boolean enterQuantizer(GraphNode node, Deque<String> open) {
        for (int i = 1; i < node.inputs().size(); i++) {
            String input = node.inputs().get(i);
            if (!input.isEmpty() && constantRank(input) < 0) {
                open.push(input);
            } else if (!input.isEmpty() && constantRank(input) > 1) {
                return false;
            }
        }
        // A list of scales along any axis but the last has one per row.
        long axis = node.number("axis", 1);
        boolean scalar = node.inputs().size() < 2 || constantRank(node.inputs().get(1)) <= 0;
        return (scalar || axis == -1 || axis == 2)
                && node.number("block_size", 0) == 0
                && before(node.inputs().getFirst(), open);
    }

    /** The head goes on with a quantizer of the hidden state; with anything else it has begun. */
    private boolean before(String tensor, Deque<String> open) {
        GraphNode node = producers.get(tensor);
        if (node != null && BEFORE_PRODUCT.contains(typeOf(node))) {
            open.push(tensor);
        } else if (constantRank(tensor) >= 0 || node == null) {
            return false;
        } else {
            starts.add(tensor);
        }
        return true;
    }

    /** Whether something else needs the rows that would be left out. */
    private boolean leaks(String logits) {
        Set<String> inside = new HashSet<>();
        head.forEach(node -> inside.addAll(node.outputs()));
        boolean isOutput = graph.outputs().stream()
                .map(GraphValue::name)
                .anyMatch(name -> !name.equals(logits) && inside.contains(name));
        return isOutput || graph.nodes().stream().anyMatch(node -> takesFrom(inside, node));
    }

    private boolean takesFrom(Set<String> inside, GraphNode node) {
        boolean outside = !head.contains(node) && node.inputs().stream().anyMatch(inside::contains);
        return outside || node.captured().stream().anyMatch(inside::contains);
    }

    /** How many dimensions a tensor has that does not depend on any input; -1 for all others. */
    private int constantRank(String tensor) {
        if (initializers.containsKey(tensor)) {
            return initializers.get(tensor).size();
        }
        GraphNode node = producers.get(tensor);
        if (node == null) {
            return -1;
        }
        if (node.is("Constant")) {
            return node.attributes().containsKey("value")
                    ? node.attributes().get("value").rank()
                    : 0;
        }
        return OF_WEIGHTS.contains(typeOf(node)) ? constantRank(node.inputs().getFirst()) : -1;
    }

    private static String typeOf(GraphNode node) {
        return node.domain().isEmpty() ? node.opType() : node.domain() + ":" + node.opType();
    }
}

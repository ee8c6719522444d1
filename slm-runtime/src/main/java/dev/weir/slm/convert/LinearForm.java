package dev.weir.slm.convert;

import dev.weir.slm.graph.GraphWriter;

/** How a linear layer is computed: y = W x + b for every row x of the input. */
interface LinearForm {

    /**
     * Adds the nodes of one layer.
     *
     * @param name of the layer, for its nodes and weights; results are named after it
     * @param bias empty for none
     * @return the name of the result
     */
    String add(GraphWriter graph, String name, String input, Matrix weights, float[] bias);

    /** Adds the bias to a product. */
    static String biased(GraphWriter graph, String name, String product, float[] bias) {
        return bias.length == 0
                ? product
                : graph.add("Add", name + ".biased", product, graph.floats(name + ".bias", bias, bias.length));
    }
}

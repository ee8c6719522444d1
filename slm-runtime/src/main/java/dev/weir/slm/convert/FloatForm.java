package dev.weir.slm.convert;

import dev.weir.slm.graph.ElementType;
import dev.weir.slm.graph.GraphWriter;

/** Weights and sums in single precision, as a reference. */
record FloatForm(Weights store) implements LinearForm {

    @Override
    public String add(GraphWriter graph, String name, String input, Matrix weights, float[] bias) {
        String stored = store.matrix(graph, name + ".weight_fp32", ElementType.FLOAT, weights);
        String product = graph.add(
                GraphWriter.microsoft("FusedMatMul", name + ".product", input, stored)
                        .with("transB", 1L),
                name + ".product");
        return LinearForm.biased(graph, name, product, bias);
    }
}

package dev.weir.slm.convert;

import dev.weir.slm.graph.DataFile;
import dev.weir.slm.graph.ElementType;
import dev.weir.slm.graph.GraphWriter;
import dev.weir.slm.graph.NodeWriter;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Weights of eight bits with a scale per output, activations of eight bits with a scale per token, multiplied as whole
 * numbers. The fastest form for many tokens at once, and a token's result does not depend on its neighbours.
 *
 * <p>Activations are unsigned about 128 and weights signed, because ONNX Runtime prepacks that pair alone: signed
 * activations are ten times slower.
 */
record TokenScaledForm(Weights store) implements LinearForm {

    private static final float HIGHEST = 127;
    private static final int ZERO = 128;

    @Override
    public String add(GraphWriter graph, String name, String input, Matrix weights, float[] bias) {
        String magnitudes = graph.add("Abs", name + ".magnitudes", input);
        String largest = graph.add(
                NodeWriter.of("ReduceMax", "", List.of(magnitudes), List.of(name + ".largest"))
                        .with("axes", List.of(-1L))
                        .with("keepdims", 1L),
                name + ".largest");
        // A row of zeros has no scale of its own.
        String safe = graph.add("Add", name + ".safe", largest, graph.floats("tiny", new float[] {1e-10f}));
        String highest = graph.floats("highest", new float[] {HIGHEST});
        String scale = graph.add("Div", name + ".token_scale", safe, highest);
        String steps = graph.add("Mul", name + ".steps", input, graph.add("Div", name + ".inverse", highest, safe));
        // The cast cuts off, so that half a step more rounds.
        String shifted = graph.add("Add", name + ".shifted", steps, graph.floats("shift", new float[] {ZERO + 0.5f}));
        String bytes = graph.add(
                NodeWriter.of("Cast", "", List.of(shifted), List.of(name + ".bytes"))
                        .with("to", ElementType.UINT8.code()),
                name + ".bytes");
        String product = product(graph, name, bytes, weights);
        return LinearForm.biased(graph, name, graph.add("Mul", name + ".scaled", product, scale), bias);
    }

    private String product(GraphWriter graph, String name, String bytes, Matrix weights) {
        String key = name + ".weight_rq8";
        float[][] scales = {{}};
        String numbers =
                store.use(graph, key, file -> quantized(file, weights, scales), weights.columns(), weights.rows());
        String scale = store.floats(graph, key + ".scales", scales[0], weights.rows());
        return graph.add(
                GraphWriter.microsoft(
                        "MatMulIntegerToFloat",
                        name + ".product",
                        bytes,
                        numbers,
                        graph.floats("one", new float[] {1}),
                        scale,
                        graph.eightBits("zero_of_activations", ElementType.UINT8, ZERO),
                        graph.eightBits("zero_of_weights", ElementType.INT8, 0)),
                name + ".product");
    }

    private static DataFile.Stored quantized(DataFile file, Matrix weights, float[][] scales)
            throws java.io.IOException {
        RowQuantizer.Turned turned = RowQuantizer.quantize(weights);
        scales[0] = turned.scales;
        return file.store(ElementType.INT8, ByteBuffer.wrap(turned.numbers));
    }
}

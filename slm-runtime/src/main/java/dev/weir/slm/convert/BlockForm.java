package dev.weir.slm.convert;

import dev.weir.slm.graph.DataFile;
import dev.weir.slm.graph.ElementType;
import dev.weir.slm.graph.GraphWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Weights of four or eight bits with a scale per block (MatMulNBits), activations rounded to eight bits by block while
 * they are multiplied ({@code accuracy_level} 4). Reads the fewest bytes per token, so it is the form to decode in.
 *
 * @param block how many weights share a scale, at most; a power of two from 16 on
 */
record BlockForm(Weights store, int block, int bits) implements LinearForm {

    private static final int LEAST_BLOCK = 16;
    private static final int PADDED_BLOCK = 32;
    private static final int ROWS_AT_ONCE = 8192;
    private static final long INT8_ACTIVATIONS = 4;

    @Override
    public String add(GraphWriter graph, String name, String input, Matrix weights, float[] bias) {
        int width = weights.columns();
        int size = blockFor(width);
        BlockQuantizer quantizer = new BlockQuantizer(size, bits);
        int blocks = quantizer.blocksPerRow(width);
        String key = name + ".weight_q" + bits;
        // Both are computed at once; the scales wait for the graph to ask for them.
        List<float[]> scales = new ArrayList<>();
        String numbers = store.use(
                graph,
                key,
                file -> quantized(file, quantizer, weights, scales),
                weights.rows(),
                blocks,
                quantizer.bytesPerBlock());
        String scale = store.floats(graph, key + ".scales", joined(scales), weights.rows(), blocks);
        String product = graph.add(
                GraphWriter.microsoft("MatMulNBits", name + ".product", input, numbers, scale)
                        .with("K", width)
                        .with("N", weights.rows())
                        .with("bits", bits)
                        .with("block_size", size)
                        .with("accuracy_level", INT8_ACTIVATIONS),
                name + ".product");
        return LinearForm.biased(graph, name, product, bias);
    }

    /** The largest block that leaves no rest; if even the least leaves one, a small one that is padded. */
    private int blockFor(int width) {
        for (int size = block; size >= LEAST_BLOCK; size /= 2) {
            if (width % size == 0) {
                return size;
            }
        }
        return Math.min(block, PADDED_BLOCK);
    }

    private static DataFile.Stored quantized(
            DataFile file, BlockQuantizer quantizer, Matrix weights, List<float[]> scales) throws IOException {
        file.begin();
        for (int from = 0; from < weights.rows(); from += ROWS_AT_ONCE) {
            BlockQuantizer.Blocks blocks =
                    quantizer.quantize(weights, from, Math.min(ROWS_AT_ONCE, weights.rows() - from));
            file.write(ByteBuffer.wrap(blocks.numbers));
            scales.add(blocks.scales);
        }
        return file.end(ElementType.UINT8);
    }

    private static float[] joined(List<float[]> parts) {
        int length = parts.stream().mapToInt(part -> part.length).sum();
        float[] joined = new float[length];
        int at = 0;
        for (float[] part : parts) {
            System.arraycopy(part, 0, joined, at, part.length);
            at += part.length;
        }
        return joined;
    }
}

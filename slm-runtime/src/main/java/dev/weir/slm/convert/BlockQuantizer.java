package dev.weir.slm.convert;

import java.util.stream.IntStream;

/**
 * Weights as whole numbers of four or eight bits with one scale per block of a row, in the layout of ONNX Runtime's
 * MatMulNBits: unsigned, symmetric about 2^(bits-1), the lower four bits first, a last block that is not full padded
 * with zeros.
 *
 * <p>The value of largest magnitude, m, becomes the lowest number, which is one step farther from zero than the
 * highest: scale = -m / 2^(bits-1). For four bits some smaller scales, which cut m off, are tried too, and that of the
 * least squared error is taken.
 */
final class BlockQuantizer {

    /** What is tried for four bits, as shares of the full scale. Below 0.7 nothing is won. */
    private static final float[] SHARES = {1f, 0.96f, 0.92f, 0.88f, 0.84f, 0.8f, 0.76f, 0.72f};

    private static final float[] FULL = {1f};

    /** Below it a scale has no finite inverse; such weights become zero. */
    private static final float SMALLEST = 1e-30f;

    private final int block;
    private final int bits;
    private final int middle;

    /** Rows of packed numbers, and a scale for each block. */
    static final class Blocks {

        final byte[] numbers;
        final float[] scales;

        private Blocks(int numbers, int scales) {
            this.numbers = new byte[numbers];
            this.scales = new float[scales];
        }
    }

    BlockQuantizer(int block, int bits) {
        this.block = block;
        this.bits = bits;
        this.middle = 1 << (bits - 1);
    }

    int blocksPerRow(int columns) {
        return (columns + block - 1) / block;
    }

    int bytesPerBlock() {
        return block * bits / Byte.SIZE;
    }

    /** Quantizes some rows, on all cores. */
    Blocks quantize(Matrix weights, int from, int count) {
        int blocks = blocksPerRow(weights.columns());
        Blocks result = new Blocks(Math.multiplyExact(count, blocks * bytesPerBlock()), count * blocks);
        IntStream.range(0, count).parallel().forEach(row -> {
            // The padding stays zero.
            float[] values = new float[blocks * block];
            weights.row(from + row, values);
            for (int i = 0; i < blocks; i++) {
                float scale = scaleOf(values, i * block);
                result.scales[row * blocks + i] = scale;
                pack(values, i * block, scale, result.numbers, (row * blocks + i) * bytesPerBlock());
            }
        });
        return result;
    }

    private float scaleOf(float[] values, int from) {
        float largest = 0;
        for (int i = from; i < from + block; i++) {
            if (Math.abs(values[i]) > Math.abs(largest)) {
                largest = values[i];
            }
        }
        if (Math.abs(largest) < SMALLEST) {
            return 0;
        }
        float full = -largest / middle;
        float best = full;
        double least = Double.POSITIVE_INFINITY;
        for (float share : bits == 4 ? SHARES : FULL) {
            double error = squaredError(values, from, full * share);
            if (error < least) {
                least = error;
                best = full * share;
            }
        }
        return best;
    }

    private double squaredError(float[] values, int from, float scale) {
        float inverse = 1 / scale;
        double sum = 0;
        for (int i = from; i < from + block; i++) {
            float error = values[i] - (number(values[i] * inverse) - middle) * scale;
            sum += (double) error * error;
        }
        return sum;
    }

    private void pack(float[] values, int from, float scale, byte[] into, int at) {
        float inverse = scale == 0 ? 0 : 1 / scale;
        if (bits == 4) {
            for (int i = 0; i < block; i += 2) {
                int low = number(values[from + i] * inverse);
                int high = number(values[from + i + 1] * inverse);
                into[at + i / 2] = (byte) (low | (high << 4));
            }
        } else {
            for (int i = 0; i < block; i++) {
                into[at + i] = (byte) number(values[from + i] * inverse);
            }
        }
    }

    private int number(float steps) {
        return Math.clamp(Math.round(steps) + middle, 0, 2 * middle - 1);
    }
}

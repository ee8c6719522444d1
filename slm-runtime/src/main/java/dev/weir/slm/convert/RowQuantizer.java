package dev.weir.slm.convert;

import java.util.stream.IntStream;

/**
 * Weights as signed whole numbers of eight bits with one scale per row, turned so that the rows are columns, as ONNX
 * Runtime's MatMulIntegerToFloat takes them: scale = max |w| / 64.
 *
 * <p>Only half of the eight bits' range is used. Processors without VNNI add two products of an unsigned activation and
 * a signed weight in sixteen bits, cutting off what does not fit: 2 * 255 * 64 does, and so a folder gives the same on
 * any of them.
 */
final class RowQuantizer {

    private static final int HIGHEST = 64;

    private RowQuantizer() {}

    /** [columns][rows] numbers, and a scale for each row. */
    static final class Turned {

        final byte[] numbers;
        final float[] scales;

        private Turned(int numbers, int scales) {
            this.numbers = new byte[numbers];
            this.scales = new float[scales];
        }
    }

    /** Quantizes all rows, on all cores. */
    static Turned quantize(Matrix weights) {
        int rows = weights.rows();
        int columns = weights.columns();
        Turned result = new Turned(Math.multiplyExact(rows, columns), rows);
        IntStream.range(0, rows).parallel().forEach(row -> {
            float[] values = new float[columns];
            weights.row(row, values);
            float largest = 0;
            for (float value : values) {
                largest = Math.max(largest, Math.abs(value));
            }
            float scale = largest / HIGHEST;
            result.scales[row] = scale;
            for (int i = 0; i < columns && largest > 0; i++) {
                result.numbers[i * rows + row] = (byte) Math.round(values[i] / scale);
            }
        });
        return result;
    }
}

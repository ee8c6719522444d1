package dev.weir.slm.convert;

import java.util.List;

/** Weights by rows, one row per output of a linear layer, read as they are needed. Any threads may read at once. */
interface Matrix {

    int rows();

    int columns();

    /** Fills the first {@link #columns} places. */
    void row(int row, float[] into);

    /** All the rows of the parts, one part under the other. */
    static Matrix stacked(List<Matrix> parts) {
        return parts.size() == 1 ? parts.getFirst() : new Stacked(List.copyOf(parts));
    }

    /** Parts one under the other. */
    record Stacked(List<Matrix> parts) implements Matrix {

        @Override
        public int rows() {
            return parts.stream().mapToInt(Matrix::rows).sum();
        }

        @Override
        public int columns() {
            return parts.getFirst().columns();
        }

        @Override
        public void row(int row, float[] into) {
            int left = row;
            for (Matrix part : parts) {
                if (left < part.rows()) {
                    part.row(left, into);
                    return;
                }
                left -= part.rows();
            }
            throw new IndexOutOfBoundsException(row);
        }
    }
}

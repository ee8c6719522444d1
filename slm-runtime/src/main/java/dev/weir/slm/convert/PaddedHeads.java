package dev.weir.slm.convert;

/**
 * Room for heads of a size that ONNX Runtime's attention does not take: it wants a multiple of 16. Both halves of a
 * head, which its rotation turns against each other, are filled up with zeros, which change no score and no sum.
 *
 * @param own numbers of a head in the checkpoint
 * @param padded numbers of a head in the graph
 */
record PaddedHeads(int own, int padded) {

    private static final int MULTIPLE = 16;

    static PaddedHeads of(int own) {
        return new PaddedHeads(own, (own + MULTIPLE - 1) / MULTIPLE * MULTIPLE);
    }

    /** A matrix with the rows of heads, with zero rows added. */
    Matrix rows(Matrix matrix) {
        return own == padded ? matrix : new Padded(this, matrix, true);
    }

    /** A matrix with the columns of heads, with zero columns added. */
    Matrix columns(Matrix matrix) {
        return own == padded ? matrix : new Padded(this, matrix, false);
    }

    float[] vector(float[] values) {
        float[] wide = new float[wide(values.length)];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = source(i) < 0 ? 0 : values[source(i)];
        }
        return wide;
    }

    int wide(int narrow) {
        return narrow / own * padded;
    }

    int narrow(int wide) {
        return wide / padded * own;
    }

    /** Where a number comes from; -1 for padding. */
    private int source(int at) {
        int inHead = at % padded;
        int half = inHead / (padded / 2);
        int inHalf = inHead % (padded / 2);
        return inHalf < own / 2 ? at / padded * own + half * own / 2 + inHalf : -1;
    }

    private record Padded(PaddedHeads heads, Matrix narrow, boolean byRows) implements Matrix {

        @Override
        public int rows() {
            return byRows ? heads.wide(narrow.rows()) : narrow.rows();
        }

        @Override
        public int columns() {
            return byRows ? narrow.columns() : heads.wide(narrow.columns());
        }

        @Override
        public void row(int row, float[] into) {
            if (byRows) {
                int source = heads.source(row);
                if (source >= 0) {
                    narrow.row(source, into);
                } else {
                    java.util.Arrays.fill(into, 0, columns(), 0);
                }
                return;
            }
            float[] values = new float[narrow.columns()];
            narrow.row(row, values);
            System.arraycopy(heads.vector(values), 0, into, 0, columns());
        }
    }
}

package dev.weir.slm.convert;

import dev.weir.slm.graph.DataFile;
import dev.weir.slm.graph.ElementType;
import dev.weir.slm.graph.GraphWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The weights of the graphs of one conversion, each stored once. What two graphs name alike they share, also across
 * their data files.
 */
final class Weights {

    private static final int ROWS_AT_ONCE = 4096;

    private final SafeTensors source;
    private final Map<String, DataFile.Stored> placed = new HashMap<>();
    private DataFile target;

    /** Writes some numbers into the file that is written just now. */
    interface Storing {
        DataFile.Stored store(DataFile file) throws IOException;
    }

    Weights(SafeTensors source, DataFile target) {
        this.source = source;
        this.target = target;
    }

    SafeTensors source() {
        return source;
    }

    /** Stores what comes next in another file. */
    void continueIn(DataFile file) {
        target = file;
    }

    /** Adds weights to a graph, storing them unless an earlier graph has. */
    String use(GraphWriter graph, String name, Storing storing, long... dims) {
        DataFile.Stored found = placed.get(name);
        if (found == null) {
            try {
                found = storing.store(target);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            placed.put(name, found);
        }
        return graph.external(name, found, dims);
    }

    String floats(GraphWriter graph, String name, float[] values, long... dims) {
        return use(graph, name, file -> file.store(ElementType.FLOAT, bytes(values)), dims);
    }

    String bytes(GraphWriter graph, String name, ElementType type, byte[] values, long... dims) {
        return use(graph, name, file -> file.store(type, ByteBuffer.wrap(values)), dims);
    }

    /** A whole matrix as single or half precision. */
    String matrix(GraphWriter graph, String name, ElementType type, Matrix matrix) {
        return use(graph, name, file -> store(file, type, matrix), matrix.rows(), matrix.columns());
    }

    private static DataFile.Stored store(DataFile file, ElementType type, Matrix matrix) throws IOException {
        file.begin();
        for (int from = 0; from < matrix.rows(); from += ROWS_AT_ONCE) {
            file.write(chunk(matrix, type, from, Math.min(ROWS_AT_ONCE, matrix.rows() - from)));
        }
        return file.end(type);
    }

    private static ByteBuffer chunk(Matrix matrix, ElementType type, int from, int rows) {
        int columns = matrix.columns();
        boolean half = type == ElementType.FLOAT16;
        int size = half ? Short.BYTES : Float.BYTES;
        ByteBuffer chunk = little(Math.multiplyExact(rows, columns * size));
        IntStream.range(0, rows).parallel().forEach(row -> {
            float[] values = new float[columns];
            matrix.row(from + row, values);
            int at = row * columns * size;
            for (int i = 0; i < columns; i++) {
                if (half) {
                    chunk.putShort(at + i * size, Float.floatToFloat16(values[i]));
                } else {
                    chunk.putFloat(at + i * size, values[i]);
                }
            }
        });
        return chunk;
    }

    private static ByteBuffer bytes(float[] values) {
        ByteBuffer bytes = little(Math.multiplyExact(values.length, Float.BYTES));
        FloatBuffer floats = bytes.asFloatBuffer();
        floats.put(values);
        return bytes;
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}

package dev.weir.slm.graph;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * One initializer of a graph ({@code TensorProto}) without its numbers.
 *
 * @param type its element type, a number of ONNX's {@code TensorProto.DataType}
 * @param bytes what it takes inside the model file
 * @param file the data file beside the model that holds its numbers; empty if they are in the model file
 */
record GraphTensor(String name, int type, List<Long> dims, long bytes, String file) {

    private static final int DIMS = 1;
    private static final int TYPE = 2;
    private static final int NAME = 8;
    private static final int EXTERNAL_DATA = 13;

    GraphTensor {
        dims = List.copyOf(dims);
    }

    static GraphTensor parse(MemorySegment message) {
        List<Long> dims = new ArrayList<>();
        String name = "";
        String file = "";
        int type = 0;
        WireReader fields = new WireReader(message);
        while (fields.next()) {
            switch (fields.field()) {
                case DIMS -> {
                    for (long dim : fields.numbers()) {
                        dims.add(dim);
                    }
                }
                case TYPE -> type = (int) fields.number();
                case NAME -> name = fields.text();
                case EXTERNAL_DATA -> file = location(fields.value(), file);
                default -> {}
            }
        }
        return new GraphTensor(name, type, dims, message.byteSize(), file);
    }

    private static String location(MemorySegment entry, String otherwise) {
        String key = "";
        String value = "";
        WireReader fields = new WireReader(entry);
        while (fields.next()) {
            switch (fields.field()) {
                case 1 -> key = fields.text();
                case 2 -> value = fields.text();
                default -> {}
            }
        }
        return key.equals("location") ? value : otherwise;
    }
}

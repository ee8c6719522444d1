package dev.weir.slm.graph;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One input or output of a graph ({@code ValueInfoProto}).
 *
 * @param type its element type, a number of ONNX's {@code TensorProto.DataType}; 0 if it is no tensor or not said
 * @param dims per dimension its size as digits, its symbol, or nothing; {@code hasShape} is false if nothing is said
 */
public record GraphValue(String name, int type, boolean hasShape, List<String> dims) {

    private static final int NAME = 1;
    private static final int TYPE = 2;
    private static final int TENSOR_TYPE = 1;
    private static final int ELEMENT_TYPE = 1;
    private static final int SHAPE = 2;
    private static final int DIM = 1;
    private static final int DIM_VALUE = 1;
    private static final int DIM_SYMBOL = 2;

    public GraphValue {
        dims = List.copyOf(dims);
    }

    /** The symbol of one dimension; empty if the dimension is absent, a number or nameless. */
    Optional<String> symbol(int dim) {
        return dim < dims.size() && !dims.get(dim).isEmpty() && !isSize(dims.get(dim))
                ? Optional.of(dims.get(dim))
                : Optional.empty();
    }

    static GraphValue parse(MemorySegment message) {
        String name = "";
        GraphValue tensor = new GraphValue("", 0, false, List.of());
        WireReader fields = new WireReader(message);
        while (fields.next()) {
            if (fields.field() == NAME) {
                name = fields.text();
            } else if (fields.field() == TYPE) {
                tensor = tensorOf(fields.value(), tensor);
            }
        }
        return new GraphValue(name, tensor.type, tensor.hasShape, tensor.dims);
    }

    WireWriter toWire() {
        WireWriter shape = new WireWriter();
        for (String dim : dims) {
            WireWriter written = new WireWriter();
            if (isSize(dim)) {
                written.number(DIM_VALUE, Long.parseLong(dim));
            } else if (!dim.isEmpty()) {
                written.text(DIM_SYMBOL, dim);
            }
            shape.message(DIM, written);
        }
        WireWriter tensor = new WireWriter().number(ELEMENT_TYPE, type).message(SHAPE, shape);
        return new WireWriter().text(NAME, name).message(TYPE, new WireWriter().message(TENSOR_TYPE, tensor));
    }

    private static boolean isSize(String dim) {
        return dim.matches("-?\\d{1,18}");
    }

    private static GraphValue tensorOf(MemorySegment typeMessage, GraphValue otherwise) {
        GraphValue found = otherwise;
        WireReader kinds = new WireReader(typeMessage);
        while (kinds.next()) {
            if (kinds.field() == TENSOR_TYPE) {
                found = tensor(kinds.value());
            }
        }
        return found;
    }

    private static GraphValue tensor(MemorySegment message) {
        int type = 0;
        boolean hasShape = false;
        List<String> dims = new ArrayList<>();
        WireReader fields = new WireReader(message);
        while (fields.next()) {
            if (fields.field() == ELEMENT_TYPE) {
                type = (int) fields.number();
            } else if (fields.field() == SHAPE) {
                hasShape = true;
                WireReader shape = new WireReader(fields.value());
                while (shape.next()) {
                    dims.add(dim(shape.value()));
                }
            }
        }
        return new GraphValue("", type, hasShape, dims);
    }

    private static String dim(MemorySegment message) {
        String dim = "";
        WireReader fields = new WireReader(message);
        while (fields.next()) {
            if (fields.field() == DIM_VALUE) {
                dim = Long.toString(fields.number());
            } else if (fields.field() == DIM_SYMBOL) {
                dim = fields.text();
            }
        }
        return dim;
    }
}

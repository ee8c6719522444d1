package dev.weir.slm.graph;

/** What a tensor's numbers are ({@code TensorProto.DataType}). */
public enum ElementType {
    FLOAT(1),
    UINT8(2),
    INT8(3),
    INT32(6),
    INT64(7),
    FLOAT16(10);

    private final int code;

    ElementType(int code) {
        this.code = code;
    }

    /** The number that stands for it in a model file. */
    public int code() {
        return code;
    }
}

package dev.weir.slm.onnx;

import ai.onnxruntime.OnnxJavaType;
import java.util.List;

/**
 * The tensors that hold a decoder's keys and values, read from its graph.
 *
 * @param slots a key and a value of each layer
 */
record KvLayout(List<Slot> slots) {

    /** One tensor [rows, heads, positions, headSize]: an input, and the output that continues it. */
    record Slot(String past, String present, int heads, int headSize, OnnxJavaType type) {

        /** Bytes of one head's numbers at one position. */
        long stride() {
            return (long) headSize * type.size;
        }
    }

    KvLayout {
        slots = List.copyOf(slots);
    }

    /** What one token of one row takes, over all layers. */
    long bytesPerToken() {
        return slots.stream().mapToLong(slot -> slot.heads() * slot.stride()).sum();
    }
}

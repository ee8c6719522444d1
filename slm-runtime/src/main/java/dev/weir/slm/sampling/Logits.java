package dev.weir.slm.sampling;

import dev.weir.slm.TokenEvidence;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * One position's logits, whose soft-max is the model's distribution over the next token: a view, wherever they lie.
 */
public final class Logits {

    private final MemorySegment floats;
    private final int size;

    private Logits(MemorySegment floats) {
        this.floats = floats;
        this.size = Math.toIntExact(floats.byteSize() / Float.BYTES);
    }

    /** All of an array. */
    public static Logits of(float[] logits) {
        return new Logits(MemorySegment.ofArray(logits));
    }

    /**
     * Some of a buffer's values, such as one row of many; the buffer's position does not matter.
     *
     * @param offset the index of the first
     * @param size how many
     * @throws IndexOutOfBoundsException if there are not so many before the buffer's limit
     * @throws IllegalArgumentException if the buffer has not the byte order of this machine
     */
    public static Logits of(FloatBuffer buffer, int offset, int size) {
        if (buffer.order() != ByteOrder.nativeOrder()) {
            throw new IllegalArgumentException("logits must have the byte order of this machine");
        }
        return new Logits(MemorySegment.ofBuffer(buffer.slice(offset, size)));
    }

    /** How many tokens there are. */
    public int size() {
        return size;
    }

    /** The logit of a token. */
    public float get(int id) {
        return floats.getAtIndex(ValueLayout.JAVA_FLOAT, id);
    }

    MemorySegment floats() {
        return floats;
    }

    void copyTo(float[] copy) {
        MemorySegment.copy(floats, ValueLayout.JAVA_FLOAT, 0, copy, 0, size);
    }

    /**
     * What the unmodified distribution says of a token.
     *
     * @throws ArithmeticException if the logits are no distribution: one is not a number, or all are minus infinity
     */
    public static TokenEvidence evidence(float[] logits, int chosen) {
        return Distribution.of(of(logits), 0).evidence(chosen);
    }
}

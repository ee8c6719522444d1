package dev.weir.slm.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;

/** Buffers that native code reads and writes in place. */
final class Direct {

    private Direct() {}

    static FloatBuffer floats(int length) {
        return bytes(length * Float.BYTES).asFloatBuffer();
    }

    static LongBuffer longs(int length) {
        return bytes(length * Long.BYTES).asLongBuffer();
    }

    static IntBuffer ints(int length) {
        return bytes(length * Integer.BYTES).asIntBuffer();
    }

    private static ByteBuffer bytes(int length) {
        return ByteBuffer.allocateDirect(length).order(ByteOrder.nativeOrder());
    }
}

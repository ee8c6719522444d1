package dev.weir.slm.graph;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * Walks the fields of one protobuf message without copying them: a field's bytes are a slice of the message's.
 *
 * <p>The format is the Protocol Buffers wire encoding: a field is a tag (number and wire type) and a value, which is a
 * varint (0), eight bytes (1), a length and that many bytes (2) or four bytes (5). Groups (3 and 4) do not occur in
 * ONNX.
 */
final class WireReader {

    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(java.nio.ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(java.nio.ByteOrder.LITTLE_ENDIAN);
    private static final int MOST_VARINT_BITS = 63;

    private final MemorySegment message;
    private long at;
    private long start;
    private int field;
    private long number;
    private MemorySegment value = MemorySegment.NULL;

    WireReader(MemorySegment message) {
        this.message = message;
    }

    /**
     * Goes to the next field.
     *
     * @return false at the end of the message
     * @throws MalformedGraph if the bytes are not a protobuf message
     */
    boolean next() {
        if (at >= message.byteSize()) {
            return false;
        }
        start = at;
        long tag = varint();
        field = (int) (tag >>> 3);
        value = MemorySegment.NULL;
        number = 0;
        switch ((int) tag & 7) {
            case 0 -> number = varint();
            case 1 -> number = slice(Long.BYTES).get(LONG, 0);
            case 2 -> value = slice(varint());
            case 5 -> number = slice(Integer.BYTES).get(INT, 0);
            default -> throw new MalformedGraph("has a field of an unknown kind");
        }
        if (field == 0) {
            throw new MalformedGraph("has a field without a number");
        }
        return true;
    }

    int field() {
        return field;
    }

    /** The value of a number field; the bits of a fixed-size one. */
    long number() {
        return number;
    }

    float real() {
        return Float.intBitsToFloat((int) number);
    }

    /** The bytes of a field that has a length: a string, a message, packed numbers. */
    MemorySegment value() {
        return value;
    }

    String text() {
        return new String(value.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }

    /** The numbers of a repeated varint field, which is packed or not. */
    long[] numbers() {
        if (value.equals(MemorySegment.NULL)) {
            return new long[] {number};
        }
        WireReader packed = new WireReader(value);
        java.util.stream.LongStream.Builder all = java.util.stream.LongStream.builder();
        while (packed.at < value.byteSize()) {
            all.add(packed.varint());
        }
        return all.build().toArray();
    }

    /** Tag and value, to be copied as they are. */
    MemorySegment whole() {
        return message.asSlice(start, at - start);
    }

    private long varint() {
        long result = 0;
        for (int shift = 0; shift <= MOST_VARINT_BITS; shift += 7) {
            byte next = slice(1).get(ValueLayout.JAVA_BYTE, 0);
            result |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return result;
            }
        }
        throw new MalformedGraph("has a number of more than ten bytes");
    }

    private MemorySegment slice(long length) {
        if (length < 0 || length > message.byteSize() - at) {
            throw new MalformedGraph("ends within a field");
        }
        MemorySegment slice = message.asSlice(at, length);
        at += length;
        return slice;
    }
}

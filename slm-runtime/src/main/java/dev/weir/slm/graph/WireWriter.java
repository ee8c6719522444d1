package dev.weir.slm.graph;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** One protobuf message being written: a rope of pieces that are joined once, so that big fields are copied once. */
final class WireWriter {

    private static final int VARINT = 0;
    private static final int SIZED = 2;
    private static final int FOUR_BYTES = 5;

    private final List<MemorySegment> pieces = new ArrayList<>();
    private long size;

    WireWriter number(int field, long value) {
        return head(field, VARINT, value);
    }

    WireWriter real(int field, float value) {
        int bits = Float.floatToRawIntBits(value);
        head(field, FOUR_BYTES);
        return append(new byte[] {(byte) bits, (byte) (bits >> 8), (byte) (bits >> 16), (byte) (bits >> 24)});
    }

    WireWriter text(int field, String value) {
        return bytes(field, MemorySegment.ofArray(value.getBytes(StandardCharsets.UTF_8)));
    }

    WireWriter bytes(int field, MemorySegment value) {
        head(field, SIZED, value.byteSize());
        return copy(value);
    }

    WireWriter message(int field, WireWriter message) {
        head(field, SIZED, message.size);
        message.pieces.forEach(this::copy);
        return this;
    }

    /** Appends whole fields as they are. */
    WireWriter copy(MemorySegment fields) {
        pieces.add(fields);
        size += fields.byteSize();
        return this;
    }

    long size() {
        return size;
    }

    /** All of it in one array; it must be smaller than 2 GiB. */
    byte[] toBytes() {
        byte[] all = new byte[Math.toIntExact(size)];
        MemorySegment target = MemorySegment.ofArray(all);
        long at = 0;
        for (MemorySegment piece : pieces) {
            MemorySegment.copy(piece, 0, target, at, piece.byteSize());
            at += piece.byteSize();
        }
        return all;
    }

    private WireWriter head(int field, int kind, long... more) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        varint(bytes, ((long) field << 3) | kind);
        for (long value : more) {
            varint(bytes, value);
        }
        return append(bytes.toByteArray());
    }

    private static void varint(ByteArrayOutputStream bytes, long value) {
        long left = value;
        while ((left & ~0x7fL) != 0) {
            bytes.write((int) ((left & 0x7f) | 0x80));
            left >>>= 7;
        }
        bytes.write((int) left);
    }

    private WireWriter append(byte[] bytes) {
        return copy(MemorySegment.ofArray(bytes));
    }
}

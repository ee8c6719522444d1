package dev.weir.slm.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Memory outside the Java heap for the keys and values of a number of positions. How many rows share it, and how wide
 * they are, is decided by whoever looks at it. Freed at once when closed; no tensor on it may be used after that.
 */
final class KvPlane implements AutoCloseable {

    /** A {@link java.nio.ByteBuffer}, which a tensor is made of, cannot be longer. */
    private static final long MOST_BYTES = Integer.MAX_VALUE;

    private final KvLayout layout;
    private final Arena arena = Arena.ofShared();
    private final List<MemorySegment> segments;
    private final long positions;

    private KvPlane(KvLayout layout, long positions) {
        this.layout = layout;
        this.positions = positions;
        try {
            this.segments = layout.slots().stream()
                    .map(slot -> arena.allocate(Math.max(1, positions * slot.heads() * slot.stride()), Long.BYTES))
                    .toList();
        } catch (OutOfMemoryError e) {
            arena.close();
            throw e;
        }
    }

    /** Allocates memory for so many positions, all zero. */
    static KvPlane allocate(KvLayout layout, long positions) {
        return new KvPlane(layout, positions);
    }

    /** The most positions that a plane can have. */
    static long mostPositions(KvLayout layout) {
        return MOST_BYTES
                / layout.slots().stream()
                        .mapToLong(slot -> slot.heads() * slot.stride())
                        .max()
                        .orElse(1);
    }

    long positions() {
        return positions;
    }

    long bytes() {
        return positions * layout.bytesPerToken();
    }

    /** A tensor over some rows, which are all {@code width} positions wide. The caller closes it before the plane. */
    OnnxTensor tensor(int slot, int firstRow, int rows, int width) throws OrtException {
        KvLayout.Slot of = layout.slots().get(slot);
        long rowBytes = of.heads() * of.stride() * width;
        MemorySegment part = segments.get(slot).asSlice(firstRow * rowBytes, rows * rowBytes);
        long[] shape = {rows, of.heads(), width, of.headSize()};
        return OnnxTensor.createTensor(
                OnnxRuntime.environment(), part.asByteBuffer().order(ByteOrder.nativeOrder()), shape, of.type());
    }

    /** Copies some positions of all layers. */
    static void copy(Place from, Place to, int positions) {
        if (positions == 0) {
            return;
        }
        for (int i = 0; i < from.plane.layout.slots().size(); i++) {
            KvLayout.Slot slot = from.plane.layout.slots().get(i);
            for (int head = 0; head < slot.heads(); head++) {
                MemorySegment.copy(
                        from.plane.segments.get(i),
                        from.offset(slot, head),
                        to.plane.segments.get(i),
                        to.offset(slot, head),
                        positions * slot.stride());
            }
        }
    }

    @Override
    public void close() {
        arena.close();
    }

    /** A position of a row, in a plane whose rows are {@code width} positions wide. */
    record Place(KvPlane plane, int row, int width, int position) {

        Place plus(int positions) {
            return new Place(plane, row, width, position + positions);
        }

        private long offset(KvLayout.Slot slot, int head) {
            return (((long) row * slot.heads() + head) * width + position) * slot.stride();
        }
    }
}

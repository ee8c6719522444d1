package dev.weir.slm.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.Map;

/** What a pass needs beside the cache: tokens, mask, positions, lengths. Memory is kept from pass to pass. */
final class PassInputs {

    private final DecoderShape shape;
    private LongBuffer ids = Direct.longs(0);
    private LongBuffer mask = Direct.longs(0);
    private LongBuffer positions = Direct.longs(0);
    private LongBuffer picked = Direct.longs(0);
    private IntBuffer lengths = Direct.ints(0);
    private final IntBuffer total = Direct.ints(1);

    PassInputs(DecoderShape shape) {
        this.shape = shape;
    }

    /** The inputs of a pass that reads {@code tokens}, the same number of each row; those that the graph takes. */
    Bound bind(KvRows rows, long[] tokens, int wanted) throws OrtException {
        int count = rows.count();
        int each = tokens.length / count;
        Bound bound = new Bound(new HashMap<>());
        if (takes(DecoderShape.IDS)) {
            ids = grown(ids, tokens.length).put(0, tokens);
            bound.put(DecoderShape.IDS, ids, count, each);
        }
        if (takes(DecoderShape.MASK)) {
            int width = rows.width() + each;
            bindMask(rows, each, width);
            bound.put(DecoderShape.MASK, mask, count, width);
        }
        if (takes(DecoderShape.POSITIONS)) {
            bindPositions(rows, each);
            bound.put(DecoderShape.POSITIONS, positions, count, each);
        }
        if (takes(DecoderShape.LENGTHS)) {
            bindLengths(rows, each);
            bound.put(DecoderShape.LENGTHS, lengths, count);
        }
        if (takes(DecoderShape.TOTAL)) {
            bound.put(DecoderShape.TOTAL, total.put(0, rows.width() + each));
        }
        bindPicked(bound, count, each, wanted);
        return bound;
    }

    private boolean takes(String input) {
        return shape.inputs().contains(input);
    }

    /** Rows that end at the right are masked at their left; rows that begin at the left, behind their end. */
    private void bindMask(KvRows rows, int each, int width) {
        mask = grown(mask, rows.count() * width);
        for (int row = 0; row < rows.count(); row++) {
            int from = rows.padding(row);
            int to = from + rows.length(row) + each;
            for (int column = 0; column < width; column++) {
                mask.put(row * width + column, column >= from && column < to ? 1 : 0);
            }
        }
    }

    private void bindPositions(KvRows rows, int each) {
        positions = grown(positions, rows.count() * each);
        for (int row = 0; row < rows.count(); row++) {
            for (int i = 0; i < each; i++) {
                positions.put(row * each + i, rows.length(row) + i);
            }
        }
    }

    private void bindLengths(KvRows rows, int each) {
        if (lengths.capacity() < rows.count()) {
            lengths = Direct.ints(2 * rows.count());
        }
        for (int row = 0; row < rows.count(); row++) {
            lengths.put(row, rows.length(row) + each - 1);
        }
    }

    private void bindPicked(Bound bound, int count, int each, int wanted) throws OrtException {
        switch (shape.picking()) {
            case NONE, ALWAYS_LAST -> {}
            case LAST -> {
                picked = grown(picked, 1).put(0, wanted);
                bound.put(DecoderShape.LOGITS_TO_KEEP, picked);
            }
            case IN_ROW -> {
                pick(1, each, wanted);
                bound.put(DecoderShape.LOGIT_ROWS, picked, wanted);
            }
            case IN_BATCH -> {
                pick(count, each, wanted);
                bound.put(DecoderShape.LOGIT_ROWS, picked, (long) count * wanted);
            }
        }
    }

    private void pick(int rows, int each, int wanted) {
        picked = grown(picked, rows * wanted);
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < wanted; i++) {
                picked.put(row * wanted + i, (row + 1L) * each - wanted + i);
            }
        }
    }

    private static LongBuffer grown(LongBuffer buffer, int length) {
        return buffer.capacity() >= length ? buffer : Direct.longs(2 * length);
    }

    /** Tensors that end with the pass. */
    record Bound(Map<String, OnnxTensor> tensors) implements AutoCloseable {

        private void put(String name, LongBuffer values, long... dimensions) throws OrtException {
            LongBuffer used = values.slice(0, Math.toIntExact(size(dimensions)));
            tensors.put(name, OnnxTensor.createTensor(OnnxRuntime.environment(), used, dimensions));
        }

        private void put(String name, IntBuffer values, long... dimensions) throws OrtException {
            IntBuffer used = values.slice(0, Math.toIntExact(size(dimensions)));
            tensors.put(name, OnnxTensor.createTensor(OnnxRuntime.environment(), used, dimensions));
        }

        private static long size(long[] dimensions) {
            long size = 1;
            for (long dimension : dimensions) {
                size *= dimension;
            }
            return size;
        }

        @Override
        public void close() {
            tensors.values().forEach(OnnxTensor::close);
        }
    }
}

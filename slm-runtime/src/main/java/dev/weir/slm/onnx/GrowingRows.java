package dev.weir.slm.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows whose cache a graph copies at each step into a longer one. Two memories take turns: one is read, the other
 * written. All rows end at the right; a shorter one has padding at its left. What stands there is masked, and
 * always a number.
 */
final class GrowingRows implements KvRows, AutoCloseable {

    private final KvLayout layout;
    private final List<Integer> lengths = new ArrayList<>();
    private KvPlane current;
    private KvPlane other;
    private Map<String, OnnxTensor> past = Map.of();
    private Map<String, OnnxTensor> present = Map.of();
    private int width;

    GrowingRows(KvLayout layout) {
        this.layout = layout;
        this.current = KvPlane.allocate(layout, 0);
        this.other = KvPlane.allocate(layout, 0);
    }

    long bytes() {
        return current.bytes() + other.bytes();
    }

    @Override
    public int count() {
        return lengths.size();
    }

    @Override
    public int length(int row) {
        return lengths.get(row);
    }

    @Override
    public int padding(int row) {
        return width - lengths.get(row);
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public KvPlane.Place place(int row) {
        return new KvPlane.Place(current, row, width, padding(row));
    }

    @Override
    public Binding bind(int tokens) throws OrtException {
        if (past.isEmpty()) {
            past = tensors(current, width, KvLayout.Slot::past);
        }
        makeRoom(count(), width + tokens);
        close(present);
        present = tensors(other, width + tokens, KvLayout.Slot::present);
        return new Binding(past, present);
    }

    @Override
    public void advance(int tokens) {
        Map<String, OnnxTensor> next = new HashMap<>();
        layout.slots().forEach(slot -> next.put(slot.past(), present.get(slot.present())));
        close(past);
        past = next;
        present = Map.of();
        swap();
        width += tokens;
        lengths.replaceAll(length -> length + tokens);
    }

    /** Arranges the memory anew: the rows become copies of the first tokens of these. */
    void become(List<Source> sources) {
        int newWidth = sources.stream().mapToInt(Source::length).max().orElse(0);
        makeRoom(sources.size(), newWidth);
        for (int row = 0; row < sources.size(); row++) {
            Source source = sources.get(row);
            int padding = newWidth - source.length();
            KvPlane.copy(source.place(), new KvPlane.Place(other, row, newWidth, padding), source.length());
        }
        turn(newWidth, sources.stream().map(Source::length).toList());
    }

    /** One row of so many tokens, whose place is to be filled. */
    void open(int length) {
        makeRoom(1, length);
        turn(length, List.of(length));
    }

    private void turn(int newWidth, List<Integer> newLengths) {
        close(past);
        past = Map.of();
        swap();
        width = newWidth;
        lengths.clear();
        lengths.addAll(newLengths);
        if (lengths.isEmpty()) {
            release();
        }
    }

    /** What nobody uses is not held. */
    private void release() {
        close(present);
        present = Map.of();
        current.close();
        other.close();
        current = KvPlane.allocate(layout, 0);
        other = KvPlane.allocate(layout, 0);
    }

    /** A row as it is. */
    Source source(int row) {
        return new Source(place(row), length(row));
    }

    @Override
    public void close() {
        close(past);
        close(present);
        past = Map.of();
        present = Map.of();
        current.close();
        other.close();
    }

    private void makeRoom(int rows, int positions) {
        long wanted = (long) rows * positions;
        if (other.positions() < wanted) {
            close(present);
            present = Map.of();
            other.close();
            // If there is no memory for more, there is still a plane.
            other = KvPlane.allocate(layout, 0);
            other = roomFor(wanted);
        }
    }

    private KvPlane roomFor(long positions) {
        KvPlane nothing = other;
        KvPlane room = KvPlane.allocate(layout, positions + positions / 2);
        nothing.close();
        return room;
    }

    private void swap() {
        KvPlane written = other;
        other = current;
        current = written;
    }

    private Map<String, OnnxTensor> tensors(KvPlane plane, int positions, Naming name) throws OrtException {
        Map<String, OnnxTensor> tensors = new HashMap<>();
        for (int slot = 0; slot < layout.slots().size(); slot++) {
            tensors.put(name.of(layout.slots().get(slot)), plane.tensor(slot, 0, count(), positions));
        }
        return tensors;
    }

    private static void close(Map<String, OnnxTensor> tensors) {
        tensors.values().forEach(OnnxTensor::close);
    }

    /** Where a row is copied from, and how much of it. */
    record Source(KvPlane.Place place, int length) {}

    private interface Naming {
        String of(KvLayout.Slot slot);
    }
}

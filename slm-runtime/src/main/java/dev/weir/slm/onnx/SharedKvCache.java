package dev.weir.slm.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * For graphs that write new keys and values into the buffer that they read the old ones from. Rows begin at the left
 * and have room at the right; the guest is the row behind the last. When more room is wanted, all of it is allocated anew,
 * and the old memory is freed once it is copied.
 */
final class SharedKvCache implements KvCache {

    /** Widths are multiples of this, so that few lengths mean new memory. */
    private static final int WIDTH_STEP = 64;

    private final KvLayout layout;
    private final long mostBytes;
    private final int mostTokens;
    private final Map<Long, KvRows.Binding> bindings = new HashMap<>();
    private @Nullable KvPlane plane;
    private int rowCapacity;
    private int width;
    private int count;
    private boolean guest;
    private int[] lengths = new int[0];

    /** @param mostTokens that one row may become long */
    SharedKvCache(KvLayout layout, long mostBytes, int mostTokens) {
        this.layout = layout;
        this.mostBytes = mostBytes;
        this.mostTokens = mostTokens;
    }

    @Override
    public boolean fits(int rows, int tokens) {
        return roundedUp(tokens) <= widestFor(rows);
    }

    @Override
    public long bytes() {
        return plane == null ? 0 : plane.bytes();
    }

    @Override
    public void reserve(int rows, int tokens) {
        if (plane != null && rows <= rowCapacity && tokens <= width) {
            return;
        }
        int least = roundedUp(tokens);
        int most = Math.max(rows, rowCapacity);
        int newRows = widestFor(most) >= least ? most : rows;
        if (widestFor(newRows) < least) {
            throw new IllegalStateException("no memory is allowed for " + rows + " rows of " + tokens + " tokens");
        }
        int roomy = Math.max(width, Math.min(roundedUp(2 * tokens), roundedUp(mostTokens)));
        allocate(newRows, Math.max(least, Math.min(roomy, widestFor(newRows))));
    }

    private void allocate(int newRows, int newWidth) {
        KvPlane grown = KvPlane.allocate(layout, (long) newRows * newWidth);
        KvPlane old = plane;
        forgetBindings();
        if (old != null) {
            for (int row = 0; row < live(); row++) {
                KvPlane.copy(place(row), new KvPlane.Place(grown, row, newWidth, 0), lengths[row]);
            }
            old.close();
        }
        plane = grown;
        width = newWidth;
        rowCapacity = newRows;
        lengths = Arrays.copyOf(lengths, newRows);
    }

    /** How wide so many rows may be. */
    private int widestFor(int rows) {
        long positions = Math.min(mostBytes / layout.bytesPerToken(), KvPlane.mostPositions(layout));
        return (int) Math.min(Integer.MAX_VALUE / 2, positions / rows) / WIDTH_STEP * WIDTH_STEP;
    }

    private static int roundedUp(int tokens) {
        return Math.ceilDiv(tokens, WIDTH_STEP) * WIDTH_STEP;
    }

    @Override
    public KvRows guest() {
        return new View(count, guest ? 1 : 0);
    }

    @Override
    public KvRows rows() {
        return new View(0, count);
    }

    @Override
    public void openGuest(int length) {
        guest = true;
        lengths[count] = length;
    }

    @Override
    public void join() {
        guest = false;
        count++;
    }

    @Override
    public void dropGuest() {
        guest = false;
    }

    @Override
    public void leave(int row) {
        move(count - 1, row);
        if (guest) {
            move(count, count - 1);
        }
        count--;
    }

    @Override
    public void truncate(int length) {
        lengths[0] = length;
    }

    @Override
    public void truncateGuest(int length) {
        lengths[count] = length;
    }

    @Override
    public void close() {
        forgetBindings();
        if (plane != null) {
            plane.close();
            plane = null;
        }
    }

    private int live() {
        return guest ? count + 1 : count;
    }

    private void move(int from, int to) {
        if (from != to) {
            KvPlane.copy(place(from), place(to), lengths[from]);
            lengths[to] = lengths[from];
        }
    }

    private KvPlane.Place place(int row) {
        return new KvPlane.Place(memory(), row, width, 0);
    }

    private KvPlane memory() {
        if (plane == null) {
            throw new IllegalStateException("nothing was reserved");
        }
        return plane;
    }

    private KvRows.Binding binding(int first, int rows) throws OrtException {
        long key = ((long) first << 32) | rows;
        KvRows.Binding known = bindings.get(key);
        if (known == null) {
            Map<String, OnnxTensor> past = new HashMap<>();
            Map<String, OnnxTensor> present = new HashMap<>();
            for (int slot = 0; slot < layout.slots().size(); slot++) {
                OnnxTensor tensor = memory().tensor(slot, first, rows, width);
                past.put(layout.slots().get(slot).past(), tensor);
                present.put(layout.slots().get(slot).present(), tensor);
            }
            known = new KvRows.Binding(past, present);
            bindings.put(key, known);
        }
        return known;
    }

    private void forgetBindings() {
        bindings.values().forEach(binding -> binding.past().values().forEach(OnnxTensor::close));
        bindings.clear();
    }

    /** Neighbouring rows. */
    private final class View implements KvRows {

        private final int first;
        private final int rows;

        View(int first, int rows) {
            this.first = first;
            this.rows = rows;
        }

        @Override
        public int count() {
            return rows;
        }

        @Override
        public int length(int row) {
            return lengths[first + row];
        }

        @Override
        public int padding(int row) {
            return 0;
        }

        @Override
        public int width() {
            return Arrays.stream(lengths, first, first + rows).max().orElse(0);
        }

        @Override
        public KvPlane.Place place(int row) {
            return SharedKvCache.this.place(first + row);
        }

        @Override
        public Binding bind(int tokens) throws OrtException {
            return binding(first, rows);
        }

        @Override
        public void advance(int tokens) {
            for (int row = first; row < first + rows; row++) {
                lengths[row] += tokens;
            }
        }
    }
}

package dev.weir.slm.onnx;

import java.util.ArrayList;
import java.util.List;

/**
 * For graphs that put new keys and values behind a copy of the old ones, as Hugging Face's exporter writes them. Rows
 * move in memory when one joins or leaves.
 */
final class GrowingKvCache implements KvCache {

    private final KvLayout layout;
    private final long mostBytes;
    private final GrowingRows guest;
    private final GrowingRows rows;

    GrowingKvCache(KvLayout layout, long mostBytes) {
        this.layout = layout;
        this.mostBytes = mostBytes;
        this.guest = new GrowingRows(layout);
        this.rows = new GrowingRows(layout);
    }

    /** Two memories of the rows and two of the guest, each allocated a half larger than needed. */
    @Override
    public boolean fits(int count, int tokens) {
        return 3L * (count + 1) * tokens * layout.bytesPerToken() <= mostBytes
                && 3L * count * tokens / 2 <= KvPlane.mostPositions(layout);
    }

    @Override
    public long bytes() {
        return guest.bytes() + rows.bytes();
    }

    @Override
    public void reserve(int count, int tokens) {
        // The graph copies its cache at each step anyway; memory grows when it does.
    }

    @Override
    public KvRows guest() {
        return guest;
    }

    @Override
    public KvRows rows() {
        return rows;
    }

    @Override
    public void openGuest(int length) {
        guest.open(length);
    }

    @Override
    public void join() {
        List<GrowingRows.Source> sources = sources();
        sources.add(guest.source(0));
        rows.become(sources);
        dropGuest();
    }

    @Override
    public void dropGuest() {
        guest.become(List.of());
    }

    @Override
    public void leave(int row) {
        List<GrowingRows.Source> sources = sources();
        GrowingRows.Source last = sources.removeLast();
        if (row < sources.size()) {
            sources.set(row, last);
        }
        rows.become(sources);
    }

    @Override
    public void truncate(int length) {
        shorten(rows, length);
    }

    @Override
    public void truncateGuest(int length) {
        shorten(guest, length);
    }

    private static void shorten(GrowingRows only, int length) {
        if (length < only.length(0)) {
            only.become(List.of(new GrowingRows.Source(only.place(0), length)));
        }
    }

    @Override
    public void close() {
        guest.close();
        rows.close();
    }

    private List<GrowingRows.Source> sources() {
        List<GrowingRows.Source> sources = new ArrayList<>();
        for (int row = 0; row < rows.count(); row++) {
            sources.add(rows.source(row));
        }
        return sources;
    }
}

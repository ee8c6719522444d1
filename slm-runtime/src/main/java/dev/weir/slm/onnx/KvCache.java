package dev.weir.slm.onnx;

/**
 * The keys and values of all rows: those that decode together, and the guest, whose prompt is still being read. Only
 * the engine's thread may touch it.
 */
sealed interface KvCache extends AutoCloseable permits SharedKvCache, GrowingKvCache {

    /** The cache that a graph works with. */
    static KvCache of(DecoderShape shape, long mostBytes, int mostTokens) {
        return shape.sharesBuffer()
                ? new SharedKvCache(shape.kv(), mostBytes, mostTokens)
                : new GrowingKvCache(shape.kv(), mostBytes);
    }

    /** Whether the memory that is allowed holds so many rows, guest included, if each became so long. */
    boolean fits(int rows, int tokens);

    /** The memory that is taken now, in bytes. */
    long bytes();

    /** Makes room for so many rows, guest included, each of so many tokens; no fewer than there are. */
    void reserve(int rows, int tokens);

    /** The row whose prompt is being read: none or one. */
    KvRows guest();

    KvRows rows();

    /** Lets a guest in that has read so many tokens; its place is to be filled with them. There must be no guest. */
    void openGuest(int length);

    /** The guest becomes the last row. */
    void join();

    void dropGuest();

    /** Removes a row; the last row takes its place. */
    void leave(int row);

    /** Forgets all tokens of the only row but the first ones. */
    void truncate(int length);

    /** Forgets all tokens of the guest but the first ones. */
    void truncateGuest(int length);

    @Override
    void close();
}

package dev.weir.escalation.http;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How much of answers that are not complete yet the whole process holds in memory. Every answer has its own limit, but
 * many large ones at once would fill the heap: from a quarter of it on, whichever grows is given up.
 */
final class HeldBytes {

    private static final long MOST = Runtime.getRuntime().maxMemory() / 4;
    private static final AtomicLong ALL = new AtomicLong();

    private final int limit;
    private final AtomicLong held = new AtomicLong();

    /** @param limit of this one answer */
    HeldBytes(int limit) {
        this.limit = limit;
    }

    /** More of this answer has to be held; thrown when that would be too much. */
    void add(int bytes) {
        long mine = held.addAndGet(bytes);
        if (ALL.addAndGet(bytes) > MOST || mine > limit) {
            throw new OversizedAnswerException(limit);
        }
    }

    /** Nothing of this answer is held any more. */
    void release() {
        ALL.addAndGet(-held.getAndSet(0));
    }

    /** Of all answers. */
    static long all() {
        return ALL.get();
    }
}

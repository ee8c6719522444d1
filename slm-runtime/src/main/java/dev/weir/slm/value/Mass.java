package dev.weir.slm.value;

import java.util.Collection;

/**
 * What a container needs to know about its contents, summed once when it is built. The bounds keep every walk over a
 * value finite: a list that holds itself twice, many times over, is small in memory and endless to print.
 */
record Mass(long weight, int depth, boolean isFromConversation) {

    private static final long HEAVIEST = 64L * 1024 * 1024;
    private static final int DEEPEST = 128;

    static Mass of(Collection<? extends Value> contents) {
        long weight = 1;
        int depth = 0;
        boolean isFromConversation = false;
        for (Value content : contents) {
            weight += content.weight();
            depth = Math.max(depth, content.depth());
            isFromConversation |= content.isFromConversation();
        }
        if (weight > HEAVIEST || depth >= DEEPEST) {
            throw new ValueException("a value too large or too deeply nested");
        }
        return new Mass(weight, depth + 1, isFromConversation);
    }
}

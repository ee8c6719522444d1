package dev.weir.slm.sampling;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The Vector API where it is fast, otherwise the plain twin. Until the JIT has compiled it, code of the Vector API is
 * hundreds of times slower than plain code: the first row of 150,000 logits took more than a second. So a thread of its
 * own runs it until it beats its twin, and only then are rows measured with it. Where that never happens, because the
 * module or the compiler is missing, they never are.
 */
final class WarmingArithmetic implements RowArithmetic {

    private static final int ROW = 4096;
    private static final int MOST_ROUNDS = 3000;

    /** The twin has to be beaten by this factor, in as many rounds one after the other. */
    private static final int FACTOR = 3;

    private static final int ROUNDS_BEATEN = 10;

    private final PlainArithmetic plain = new PlainArithmetic();
    private volatile RowArithmetic chosen = plain;

    private WarmingArithmetic() {}

    static WarmingArithmetic start() {
        WarmingArithmetic warming = new WarmingArithmetic();
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()) {
            Thread.ofPlatform().daemon().name("slm-vector-warm-up").start(warming::warm);
        }
        return warming;
    }

    private void warm() {
        RowArithmetic vector = new VectorArithmetic();
        float[] values = new float[ROW];
        for (int i = 0; i < ROW; i++) {
            values[i] = (i * 7919 % ROW) / 256f;
        }
        // Outside the heap, as the engine's rows lie: for another kind of segment the JIT would have to begin anew.
        MemorySegment row = Arena.ofAuto().allocateFrom(ValueLayout.JAVA_FLOAT, values);
        int beaten = 0;
        for (int round = 0; round < MOST_ROUNDS && beaten < ROUNDS_BEATEN; round++) {
            beaten = nanos(vector, row, values) * FACTOR < nanos(plain, row, values) ? beaten + 1 : 0;
        }
        if (beaten == ROUNDS_BEATEN) {
            chosen = vector;
        }
    }

    private static long nanos(RowArithmetic arithmetic, MemorySegment row, float[] values) {
        float[] weights = values.clone();
        TopTokens top = new TopTokens(2);
        long start = System.nanoTime();
        arithmetic.offer(row, ROW, top);
        arithmetic.sums(row, ROW, top.id(0));
        arithmetic.weigh(weights, ROW, top.logit(0), 1);
        return System.nanoTime() - start;
    }

    /** The twin that measures now. */
    RowArithmetic chosen() {
        return chosen;
    }

    @Override
    public void offer(MemorySegment row, int size, TopTokens top) {
        chosen.offer(row, size, top);
    }

    @Override
    public Sums sums(MemorySegment row, int size, int best) {
        return chosen.sums(row, size, best);
    }

    @Override
    public void weigh(float[] values, int count, float greatest, float factor) {
        chosen.weigh(values, count, greatest, factor);
    }
}

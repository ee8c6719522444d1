package dev.weir.slm.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;

/**
 * From how many rows on a model's graph for prompts makes a step sooner than its graph for answers. The first computes
 * less and reads more bytes of weights, so it depends on the processor and its memory, and is measured on both.
 */
final class Crossover {

    /** No batch is so large. */
    static final int NEVER = Integer.MAX_VALUE;

    /** What has to be won at least: a smaller difference may be chance. */
    private static final double CLEARLY = 0.95;

    /** The first step with so many rows takes its memory, and is not counted. */
    private static final int STEPS = 3;

    private Crossover() {}

    /** Whether the graph for prompts makes a step of so many rows sooner. */
    interface Race {
        boolean won(int rows) throws OrtException;
    }

    /** Lets the two race on this machine; {@link #NEVER} if the graph for prompts does not win. */
    static int measure(DecoderGraph answers, DecoderGraph prompts, int mostRows) throws OrtException {
        return search(mostRows, rows -> wins(prompts, answers, rows));
    }

    /** Looks downwards from the largest batch, each time with a quarter fewer rows, as long as the race is won. */
    static int search(int mostRows, Race race) throws OrtException {
        int from = NEVER;
        for (int rows = mostRows; rows > 1 && race.won(rows); rows = 3 * rows / 4) {
            from = rows;
        }
        return from;
    }

    private static boolean wins(DecoderGraph one, DecoderGraph other, int rows) throws OrtException {
        try (KvCache cache = KvCache.of(one.shape(), Long.MAX_VALUE, 2 * STEPS);
                OrtSession.RunOptions options = new OrtSession.RunOptions()) {
            cache.reserve(rows, 2 * STEPS);
            for (int row = 0; row < rows; row++) {
                cache.openGuest(0);
                cache.join();
            }
            long ones = Long.MAX_VALUE;
            long others = Long.MAX_VALUE;
            for (int step = 0; step < STEPS; step++) {
                boolean counts = step > 0;
                ones = Math.min(ones, nanos(one, cache, options, counts));
                others = Math.min(others, nanos(other, cache, options, counts));
            }
            return ones < CLEARLY * others;
        }
    }

    private static long nanos(DecoderGraph graph, KvCache cache, OrtSession.RunOptions options, boolean counts)
            throws OrtException {
        long begun = System.nanoTime();
        graph.read(cache.rows(), new long[cache.rows().count()], 1, options);
        return counts ? System.nanoTime() - begun : Long.MAX_VALUE;
    }
}

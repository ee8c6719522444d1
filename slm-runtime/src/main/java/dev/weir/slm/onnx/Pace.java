package dev.weir.slm.onnx;

import java.time.Duration;

/** How fast prompts are read, learned from what was read. Only the engine's thread may touch it. */
final class Pace {

    private static final double NEWEST = 0.2;
    private static final int LEAST_CHUNK = 16;

    /** Bounds the memory of a chunk's activations and how long a cancellation may wait. */
    private static final int MOST_CHUNK = 128;

    private final Duration stall;
    private double nanosPerToken;

    /** @param stall the longest that a chunk of a prompt should keep running answers waiting */
    Pace(Duration stall) {
        this.stall = stall;
    }

    /** Takes note of how long a chunk took. A small one says more of the native call than of its tokens. */
    void read(int tokens, long nanos) {
        if (tokens < LEAST_CHUNK) {
            return;
        }
        double now = (double) nanos / tokens;
        nanosPerToken = nanosPerToken == 0 ? now : NEWEST * now + (1 - NEWEST) * nanosPerToken;
    }

    /** How many tokens of a prompt to read at once. */
    int chunk(boolean othersWait) {
        if (!othersWait) {
            return MOST_CHUNK;
        }
        return nanosPerToken == 0
                ? LEAST_CHUNK
                : (int) Math.clamp(stall.toNanos() / nanosPerToken, LEAST_CHUNK, MOST_CHUNK);
    }

    /** How long reading so many tokens takes; zero before anything was read. */
    Duration timeFor(int tokens) {
        return Duration.ofNanos((long) (tokens * nanosPerToken));
    }
}

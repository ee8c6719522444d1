package dev.weir.slm;

import java.time.Duration;

/**
 * How much a generative model may run at once.
 *
 * @param rows how many generations decode together; at least 1
 * @param cacheBytes memory for the keys and values of what runs; at least 1. While it grows, the old part is held as
 *     well
 * @param prefixCacheBytes memory for the keys and values of prompts and answers to be used again; 0 keeps none
 * @param stall how long reading a chunk of a new prompt should keep running answers waiting, at most; above zero
 * @param speculation whether tokens that the text suggests are tried several at once. The answers stay the same, but
 *     for the rounding of quantized graphs
 */
public record SlmLimits(int rows, long cacheBytes, long prefixCacheBytes, Duration stall, boolean speculation) {

    /** 16 generations, 1 GiB for them and 256 MiB for prefixes, 150 ms, with speculation. */
    public static final SlmLimits USUAL = new SlmLimits(16, 1L << 30, 256L << 20, Duration.ofMillis(150), true);

    public SlmLimits {
        require(rows >= 1, "rows must be at least 1, not " + rows);
        require(cacheBytes >= 1, "cacheBytes must be at least 1, not " + cacheBytes);
        require(prefixCacheBytes >= 0, "prefixCacheBytes must be 0 or more, not " + prefixCacheBytes);
        require(stall.isPositive(), "stall must be above zero, not " + stall);
    }

    public SlmLimits withRows(int most) {
        return new SlmLimits(most, cacheBytes, prefixCacheBytes, stall, speculation);
    }

    public SlmLimits withCacheBytes(long most) {
        return new SlmLimits(rows, most, prefixCacheBytes, stall, speculation);
    }

    public SlmLimits withPrefixCacheBytes(long most) {
        return new SlmLimits(rows, cacheBytes, most, stall, speculation);
    }

    public SlmLimits withStall(Duration most) {
        return new SlmLimits(rows, cacheBytes, prefixCacheBytes, most, speculation);
    }

    public SlmLimits withSpeculation(boolean on) {
        return new SlmLimits(rows, cacheBytes, prefixCacheBytes, stall, on);
    }

    private static void require(boolean satisfied, String otherwise) {
        if (!satisfied) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}

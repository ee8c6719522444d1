package dev.weir.gateway.audit;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Random numbers that can be told what they were. */
final class RecordedDraws implements RandomGenerator {

    private final RandomGenerator random;
    private @Nullable Boolean audited;

    RecordedDraws(RandomGenerator random) {
        this.random = random;
    }

    /** Until it is told otherwise, every draw comes out as it did then; null draws anew. */
    void recall(@Nullable Boolean wasAudited) {
        audited = wasAudited;
    }

    @Override
    public double nextDouble() {
        if (audited == null) {
            return random.nextDouble();
        }
        return audited ? 0 : Math.nextDown(1.0);
    }

    @Override
    public long nextLong() {
        return random.nextLong();
    }
}

package dev.weir.gateway.config;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class LocalModelConfigTest {

    @Test
    void refusesABatchOfNothing() {
        refuses("batch must be at least 1, not 0", 0, 1, 0, Duration.ofMillis(1));
    }

    @Test
    void refusesACacheWithoutMemory() {
        refuses("cache-memory must be above 0", 1, 0, 0, Duration.ofMillis(1));
    }

    @Test
    void refusesAPrefixCacheOfLessThanNothing() {
        refuses("prefix-cache-memory must be 0 or more", 1, 1, -1, Duration.ofMillis(1));
    }

    @Test
    void refusesAStallOfNoTime() {
        refuses("longest-stall must be above 0", 1, 1, 0, Duration.ZERO);
    }

    private static void refuses(String sentence, int batch, long cache, long prefixCache, Duration stall) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LocalModelConfig(
                        "folder",
                        null,
                        0,
                        1,
                        batch,
                        DataSize.ofBytes(cache),
                        DataSize.ofBytes(prefixCache),
                        stall,
                        true))
                .withMessageContaining(sentence);
    }
}

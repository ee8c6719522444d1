package dev.weir.slm.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PrefixCacheTest {

    private static final KvLayout LAYOUT = new KvLayout(List.of(
            new KvLayout.Slot("past.key", "present.key", 2, 3, OnnxJavaType.FLOAT),
            new KvLayout.Slot("past.value", "present.value", 2, 3, OnnxJavaType.FLOAT)));
    private static final int WIDTH = 100;
    private static final long BLOCK_BYTES = PrefixCache.BLOCK * LAYOUT.bytesPerToken();

    private final KvPlane row = KvPlane.allocate(LAYOUT, WIDTH);
    private final KvPlane other = KvPlane.allocate(LAYOUT, WIDTH);
    private PrefixCache cache = new PrefixCache(LAYOUT, 4 * BLOCK_BYTES);

    @AfterEach
    void close() {
        cache.close();
        row.close();
        other.close();
    }

    @Test
    void givesBackWhatWasKept() throws OrtException {
        fill(row, 7);
        cache.save(tokens(1, 40), 40, begin(row));

        int known = cache.load(tokens(1, 40), 40, begin(other));

        assertThat(known).isEqualTo(32);
        assertThat(values(other, 1).get(31 * 3)).isEqualTo(values(row, 1).get(31 * 3));
        assertThat(values(other, 1).get(32 * 3)).isZero();
    }

    @Test
    void knowsACommonBeginning() {
        cache.save(tokens(1, 48), 48, begin(row));
        long[] another = tokens(1, 48);
        another[20] = 999;

        assertThat(cache.known(another, 48)).isEqualTo(16);
    }

    @Test
    void leavesTheTokenThatMustBeRead() {
        cache.save(tokens(1, 32), 32, begin(row));

        assertThat(cache.known(tokens(1, 32), 31)).isEqualTo(16);
    }

    @Test
    void dropsWhatWasUnusedForLongest() {
        cache.save(tokens(1, 32), 32, begin(row));
        cache.save(tokens(100, 32), 32, begin(row));
        cache.load(tokens(1, 32), 32, begin(other));
        cache.save(tokens(200, 16), 16, begin(row));

        assertThat(cache.known(tokens(1, 32), 32)).isEqualTo(32);
        assertThat(cache.known(tokens(100, 32), 32)).isEqualTo(16);
        assertThat(cache.known(tokens(200, 16), 16)).isEqualTo(16);
        assertThat(cache.bytes()).isEqualTo(4 * BLOCK_BYTES);
    }

    @Test
    void keepsOnlyTheBeginningOfATextThatIsTooLong() {
        cache.save(tokens(1, 96), 96, begin(row));

        assertThat(cache.known(tokens(1, 96), 96)).isEqualTo(64);
    }

    @Test
    void keepsNothingWithoutMemory() {
        cache = new PrefixCache(LAYOUT, BLOCK_BYTES - 1);

        cache.save(tokens(1, 96), 96, begin(row));

        assertThat(cache.known(tokens(1, 96), 96)).isZero();
    }

    private static long[] tokens(int from, int count) {
        return LongStream.range(from, from + count).toArray();
    }

    private static KvPlane.Place begin(KvPlane plane) {
        return new KvPlane.Place(plane, 0, WIDTH, 0);
    }

    private static FloatBuffer values(KvPlane plane, int slot) throws OrtException {
        try (OnnxTensor tensor = plane.tensor(slot, 0, 1, WIDTH)) {
            ByteBuffer bytes = (ByteBuffer) tensor.getBufferRef().orElseThrow();
            return bytes.order(ByteOrder.nativeOrder()).asFloatBuffer();
        }
    }

    private static void fill(KvPlane plane, int from) throws OrtException {
        for (int slot = 0; slot < 2; slot++) {
            FloatBuffer values = values(plane, slot);
            for (int i = 0; i < values.capacity(); i++) {
                values.put(i, from + i);
            }
        }
    }
}

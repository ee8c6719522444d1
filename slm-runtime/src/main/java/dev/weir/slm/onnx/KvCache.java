package dev.weir.slm.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The keys and values of the tokens that one generation has read so far. What a step gives becomes the next step's
 * input as it is: nothing is copied to the Java heap. Only the engine's thread may touch it.
 */
final class KvCache implements AutoCloseable {

    private final DecoderShape shape;
    private final Map<String, OnnxTensor> past = new HashMap<>();
    private OrtSession.@Nullable Result owner;
    private int length;

    private KvCache(DecoderShape shape) {
        this.shape = shape;
    }

    static KvCache empty(DecoderShape shape) throws OrtException {
        KvCache cache = new KvCache(shape);
        for (Map.Entry<String, DecoderShape.Cached> input : shape.cacheInputs().entrySet()) {
            DecoderShape.Cached of = input.getValue();
            ByteBuffer nothing = ByteBuffer.allocateDirect(0).order(ByteOrder.nativeOrder());
            long[] dimensions = {1, of.heads(), 0, of.headSize()};
            cache.past.put(
                    input.getKey(), OnnxTensor.createTensor(OnnxRuntime.environment(), nothing, dimensions, of.type()));
        }
        return cache;
    }

    /** How many tokens have been read. */
    int length() {
        return length;
    }

    Map<String, OnnxTensor> past() {
        return past;
    }

    /** Takes over the result of a step that read some more tokens, and frees the one before. */
    void advance(OrtSession.Result result, int tokens) {
        release();
        owner = result;
        length += tokens;
        shape.presentOf()
                .forEach((input, present) ->
                        past.put(input, (OnnxTensor) result.get(present).orElseThrow()));
    }

    @Override
    public void close() {
        release();
        past.clear();
    }

    private void release() {
        if (owner == null) {
            past.values().forEach(OnnxTensor::close);
        } else {
            owner.close();
            owner = null;
        }
    }
}

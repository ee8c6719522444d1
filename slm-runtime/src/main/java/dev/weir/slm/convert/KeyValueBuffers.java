package dev.weir.slm.convert;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

/** Keys and values of one sequence, which several graphs may write in turn. */
final class KeyValueBuffers implements AutoCloseable {

    final Map<String, OnnxTensor> pasts = new HashMap<>();
    final Map<String, OnnxTensor> presents = new HashMap<>();
    final int room;

    KeyValueBuffers(OrtEnvironment environment, DecoderPlan plan, int room) throws OrtException {
        this.room = room;
        long[] shape = {1, plan.kvHeads(), room, plan.headSize()};
        int bytes = Math.multiplyExact(plan.kvWidth() * room, Float.BYTES);
        for (int i = 0; i < plan.layers().size(); i++) {
            for (String part : new String[] {".key", ".value"}) {
                ByteBuffer buffer = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
                OnnxTensor tensor = OnnxTensor.createTensor(environment, buffer.asFloatBuffer(), shape);
                pasts.put("past_key_values." + i + part, tensor);
                presents.put("present." + i + part, tensor);
            }
        }
    }

    @Override
    public void close() {
        pasts.values().forEach(OnnxTensor::close);
    }
}

package dev.weir.slm.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.weir.slm.ModelFolder;
import dev.weir.slm.SlmException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A decoder's graph with growing key-value caches, as Optimum exports it and transformers.js publishes it. Only one
 * thread at a time may use it.
 */
final class DecoderGraph implements AutoCloseable {

    private final OrtSession session;
    private final DecoderShape shape;
    private final Set<String> presents;
    private final Set<String> presentsAndLogits;
    private final LongBuffer ones;
    private final Slot id;
    private final Slot position;
    private final OnnxTensor keepOne;
    private final FloatBuffer stepLogits;
    private final Map<String, OnnxTensor> pinnedLogits;

    private DecoderGraph(OrtSession session, DecoderShape shape, int contextTokens) throws OrtException {
        this.session = session;
        this.shape = shape;
        this.presents = new HashSet<>(shape.presentOf().values());
        this.presentsAndLogits = new HashSet<>(presents);
        presentsAndLogits.add(DecoderShape.LOGITS);
        this.ones = direct(contextTokens);
        while (ones.hasRemaining()) {
            ones.put(1);
        }
        this.id = new Slot(1, 1);
        this.position = new Slot(1, 1);
        LongBuffer one = direct(1).put(0, 1);
        this.keepOne = OnnxTensor.createTensor(OnnxRuntime.environment(), one, new long[] {});
        this.stepLogits = ByteBuffer.allocateDirect(shape.vocabulary() * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        this.pinnedLogits = Map.of(
                DecoderShape.LOGITS,
                OnnxTensor.createTensor(OnnxRuntime.environment(), stepLogits, new long[] {1, 1, shape.vocabulary()}));
    }

    /**
     * Opens a graph and reads its shape.
     *
     * @throws SlmException.UnusableModel if it cannot be run; the message names the file and what is wrong with it
     */
    static DecoderGraph open(ModelFolder folder, String file, int threads, int contextTokens) {
        OrtSession session = OnnxRuntime.open(folder, file, threads);
        try {
            DecoderShape shape = DecoderShape.read(session, folder.nameOf(file));
            if (shape.vocabulary() <= 0) {
                throw new SlmException.UnusableModel(folder.nameOf(file) + " does not say how many logits it has");
            }
            return new DecoderGraph(session, shape, contextTokens);
        } catch (OrtException e) {
            closeQuietly(session);
            throw new SlmException.UnusableModel(folder.nameOf(file) + " cannot be described by ONNX Runtime", e);
        } catch (SlmException e) {
            closeQuietly(session);
            throw e;
        }
    }

    DecoderShape shape() {
        return shape;
    }

    /** Reads some tokens of a prompt, without their logits. */
    void read(KvCache cache, long[] tokens, OrtSession.RunOptions options) throws OrtException {
        try (Inputs inputs = inputs(cache, tokens)) {
            cache.advance(session.run(inputs.all, presents, options), tokens.length);
        }
    }

    /** Reads some tokens and gives the logits after the last of them. */
    void read(KvCache cache, long[] tokens, OrtSession.RunOptions options, float[] logits) throws OrtException {
        boolean pinned = shape.logitsType() == OnnxJavaType.FLOAT && tokens.length == 1;
        try (Inputs inputs = inputs(cache, tokens)) {
            if (pinned) {
                cache.advance(session.run(inputs.all, presents, pinnedLogits, options), tokens.length);
                stepLogits.get(0, logits);
                return;
            }
            OrtSession.Result result = session.run(inputs.all, presentsAndLogits, options);
            cache.advance(result, tokens.length);
            FloatBuffer all = ((OnnxTensor) result.get(DecoderShape.LOGITS).orElseThrow()).getFloatBuffer();
            all.get(all.capacity() - logits.length, logits);
        }
    }

    @Override
    public void close() {
        id.tensor.close();
        position.tensor.close();
        keepOne.close();
        pinnedLogits.values().forEach(OnnxTensor::close);
        closeQuietly(session);
    }

    private Inputs inputs(KvCache cache, long[] tokens) throws OrtException {
        Inputs inputs = new Inputs();
        int total = cache.length() + tokens.length;
        inputs.all.putAll(cache.past());
        if (tokens.length == 1) {
            id.buffer.put(0, tokens[0]);
            position.buffer.put(0, cache.length());
            inputs.reused(DecoderShape.IDS, id.tensor);
            inputs.reused(DecoderShape.POSITIONS, position.tensor);
        } else {
            Slot ids = new Slot(1, tokens.length);
            Slot positions = new Slot(1, tokens.length);
            ids.buffer.put(0, tokens);
            for (int i = 0; i < tokens.length; i++) {
                positions.buffer.put(i, cache.length() + i);
            }
            inputs.own(DecoderShape.IDS, ids.tensor);
            inputs.own(DecoderShape.POSITIONS, positions.tensor);
        }
        inputs.own(
                DecoderShape.MASK,
                OnnxTensor.createTensor(OnnxRuntime.environment(), ones.slice(0, total), new long[] {1, total}));
        inputs.reused(DecoderShape.LOGITS_TO_KEEP, keepOne);
        inputs.all.keySet().retainAll(session.getInputNames());
        return inputs;
    }

    private static LongBuffer direct(int length) {
        return ByteBuffer.allocateDirect(length * Long.BYTES)
                .order(ByteOrder.nativeOrder())
                .asLongBuffer();
    }

    private static void closeQuietly(OrtSession session) {
        try {
            session.close();
        } catch (OrtException e) {
            throw new SlmException.Broken("ONNX Runtime cannot close the model", e);
        }
    }

    /** The inputs of one run, and those of them that end with it. */
    private static final class Inputs implements AutoCloseable {

        private final Map<String, OnnxTensor> all = new HashMap<>();
        private final List<OnnxTensor> own = new ArrayList<>();

        void reused(String name, OnnxTensor tensor) {
            all.put(name, tensor);
        }

        void own(String name, OnnxTensor tensor) {
            all.put(name, tensor);
            own.add(tensor);
        }

        @Override
        public void close() {
            own.forEach(OnnxTensor::close);
        }
    }

    /** A tensor whose contents are set through its buffer. */
    private static final class Slot {

        private final LongBuffer buffer;
        private final OnnxTensor tensor;

        Slot(int rows, int columns) throws OrtException {
            buffer = direct(rows * columns);
            tensor = OnnxTensor.createTensor(OnnxRuntime.environment(), buffer, new long[] {rows, columns});
        }
    }
}

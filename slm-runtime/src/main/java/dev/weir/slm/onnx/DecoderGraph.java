package dev.weir.slm.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.weir.slm.ModelFolder;
import dev.weir.slm.SlmException;
import dev.weir.slm.graph.GraphFacts;
import dev.weir.slm.graph.PickedLogits;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A decoder's graph, whichever exporter made it: with caches that grow or with one buffer for past and present. Only
 * one thread at a time may use it.
 */
final class DecoderGraph implements AutoCloseable {

    private final OrtSession session;
    private final DecoderShape shape;
    private final GraphFacts facts;
    private final PassInputs inputs;
    private final Set<String> logitsOnly = Set.of(DecoderShape.LOGITS);
    private FloatBuffer logits = Direct.floats(0);
    private long passNanos;

    private DecoderGraph(OrtSession session, DecoderShape shape, GraphFacts facts) {
        this.session = session;
        this.shape = shape;
        this.facts = facts;
        this.inputs = new PassInputs(shape);
    }

    /**
     * Opens a graph and reads its shape. If it can be told to, it computes no more logits than are wanted.
     *
     * @param headSize what the model's configuration says of it, for graphs that do not; 0 if it says nothing
     * @throws SlmException.UnusableModel if it cannot be run; the message names the file and what is wrong with it
     */
    static DecoderGraph open(ModelFolder folder, String file, int threads, int headSize) {
        Path path = folder.path(file).filter(_ -> folder.has(file)).orElse(null);
        GraphFacts facts = path == null ? GraphFacts.read(folder.read(file)) : GraphFacts.read(path);
        byte @Nullable [] changed = path == null || facts.embeddedBytes() > mostRewritten()
                ? null
                : PickedLogits.rewrite(path).orElse(null);
        OrtSession session = OnnxRuntime.open(folder, file, threads, changed);
        try {
            return new DecoderGraph(session, DecoderShape.read(session, facts, headSize, folder.nameOf(file)), facts);
        } catch (OrtException e) {
            closeQuietly(session);
            throw new SlmException.UnusableModel(folder.nameOf(file) + " cannot be described by ONNX Runtime", e);
        } catch (SlmException e) {
            closeQuietly(session);
            throw e;
        }
    }

    /**
     * Whether several tokens of an answer may be read in one pass and give what they give one by one. Not if the graph
     * has logits of the last alone, nor if its activations share one scale.
     */
    boolean readsAnswersAhead() {
        return shape.picking() != DecoderShape.LogitPicking.ALWAYS_LAST
                && !facts.operators().containsKey("DynamicQuantizeLinear")
                && !changesWithLength();
    }

    /** Of how many tokens one pass can give the logits. */
    int mostLogits() {
        return shape.picking() == DecoderShape.LogitPicking.ALWAYS_LAST ? 1 : Integer.MAX_VALUE;
    }

    /**
     * Whether the graph computes long texts in another way than short ones, as Phi-3.5 turns its positions by other
     * factors past its original context (Ding et al., "LongRoPE", 2024). What such a graph made of a beginning is not
     * what it would make of it within a longer text, nor beside one.
     */
    boolean changesWithLength() {
        return facts.operators().containsKey("If");
    }

    /** Bits of a weight, for a graph whose name does not say it. */
    int bits() {
        return facts.weights().stream()
                .mapToInt(GraphFacts.PackedWeights::bits)
                .min()
                .orElse(Float.SIZE);
    }

    /** A changed graph is on the Java heap while it is opened. */
    private static long mostRewritten() {
        return Runtime.getRuntime().maxMemory() / 3;
    }

    DecoderShape shape() {
        return shape;
    }

    /**
     * Reads the same number of tokens of each row, and gives the logits after each of the last {@code wanted} of them.
     *
     * @param tokens row by row
     * @return [rows, wanted, vocabulary], overwritten by the next pass
     */
    FloatBuffer read(KvRows rows, long[] tokens, int wanted, OrtSession.RunOptions options) throws OrtException {
        int each = tokens.length / rows.count();
        KvRows.Binding cache = rows.bind(each);
        try (PassInputs.Bound bound = inputs.bind(rows, tokens, wanted)) {
            Map<String, OnnxTensor> all = new HashMap<>(cache.past());
            all.putAll(bound.tensors());
            FloatBuffer result = shape.logitsType() == OnnxJavaType.FLOAT
                    ? pinned(all, cache.present(), rows.count(), given(each, wanted), options)
                    : converted(all, cache.present(), options);
            rows.advance(each);
            return last(result, rows.count(), given(each, wanted), wanted);
        }
    }

    /** How long native passes have taken so far. */
    long passNanos() {
        return passNanos;
    }

    @Override
    public void close() {
        closeQuietly(session);
    }

    /** How many positions of each row the graph gives logits of. */
    private int given(int each, int wanted) {
        return shape.picking() == DecoderShape.LogitPicking.NONE ? each : wanted;
    }

    private FloatBuffer pinned(
            Map<String, OnnxTensor> all,
            Map<String, OnnxTensor> present,
            int rows,
            int given,
            OrtSession.RunOptions options)
            throws OrtException {
        int length = rows * given * shape.vocabulary();
        if (logits.capacity() < length) {
            logits = Direct.floats(length);
        }
        FloatBuffer target = logits.slice(0, length);
        long[] dimensions = shape.picking() == DecoderShape.LogitPicking.IN_BATCH
                ? new long[] {(long) rows * given, shape.vocabulary()}
                : new long[] {rows, given, shape.vocabulary()};
        try (OnnxTensor tensor = OnnxTensor.createTensor(OnnxRuntime.environment(), target, dimensions)) {
            Map<String, OnnxTensor> outputs = new HashMap<>(present);
            outputs.put(DecoderShape.LOGITS, tensor);
            long begun = System.nanoTime();
            session.run(all, Set.of(), outputs, options).close();
            passNanos += System.nanoTime() - begun;
            return target;
        }
    }

    /** Half precision becomes single, in a copy. */
    private FloatBuffer converted(
            Map<String, OnnxTensor> all, Map<String, OnnxTensor> present, OrtSession.RunOptions options)
            throws OrtException {
        long begun = System.nanoTime();
        try (OrtSession.Result result = session.run(all, logitsOnly, present, options)) {
            passNanos += System.nanoTime() - begun;
            return ((OnnxTensor) result.get(DecoderShape.LOGITS).orElseThrow()).getFloatBuffer();
        }
    }

    /** The last {@code wanted} of the {@code given} positions of each row. */
    private FloatBuffer last(FloatBuffer all, int rows, int given, int wanted) {
        if (given == wanted) {
            return all;
        }
        int size = wanted * shape.vocabulary();
        if (rows == 1) {
            return all.slice(all.capacity() - size, size);
        }
        FloatBuffer picked = Direct.floats(rows * size);
        for (int row = 0; row < rows; row++) {
            picked.put(row * size, all, ((row + 1) * given - wanted) * shape.vocabulary(), size);
        }
        return picked;
    }

    private static void closeQuietly(OrtSession session) {
        try {
            session.close();
        } catch (OrtException e) {
            throw new SlmException.Broken("ONNX Runtime cannot close the model", e);
        }
    }
}

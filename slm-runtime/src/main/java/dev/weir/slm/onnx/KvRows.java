package dev.weir.slm.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import java.util.Map;

/** Rows of a cache that pass through the model together. Only the engine's thread may touch them. */
interface KvRows {

    /** How many rows there are. */
    int count();

    /** How many tokens a row has read. */
    int length(int row);

    /** How many positions of a row, before its own first one, hold nothing. */
    int padding(int row);

    /** How many positions of the longest row are in use, padding included. */
    int width();

    /** Where a row's first token is. */
    KvPlane.Place place(int row);

    /** The tensors of a pass that reads some more tokens of each row. They are the cache's, until it advances. */
    Binding bind(int tokens) throws OrtException;

    /** Takes note that the pass was made. */
    void advance(int tokens);

    /** What goes into a pass and what comes out of it. */
    record Binding(Map<String, OnnxTensor> past, Map<String, OnnxTensor> present) {}
}

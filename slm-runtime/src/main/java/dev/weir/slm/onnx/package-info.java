/** Graphs on ONNX Runtime: sessions, key-value caches and the loop that decodes. */
@NullMarked
package dev.weir.slm.onnx;

import org.jspecify.annotations.NullMarked;

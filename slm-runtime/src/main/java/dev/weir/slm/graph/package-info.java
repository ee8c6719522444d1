/** ONNX model files as bytes: what a graph is made of, surgery on it, and writing new ones. */
@NullMarked
package dev.weir.slm.graph;

import org.jspecify.annotations.NullMarked;

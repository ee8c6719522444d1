@NullMarked
package dev.weir.slm.onnx;

import org.jspecify.annotations.NullMarked;

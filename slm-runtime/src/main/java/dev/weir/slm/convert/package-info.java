/** From a Hugging Face folder of weights to Weir's fastest graphs. */
@NullMarked
package dev.weir.slm.convert;

import org.jspecify.annotations.NullMarked;

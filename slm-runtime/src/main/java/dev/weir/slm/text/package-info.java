/** From conversation and text to token ids, and back. */
@NullMarked
package dev.weir.slm.text;

import org.jspecify.annotations.NullMarked;

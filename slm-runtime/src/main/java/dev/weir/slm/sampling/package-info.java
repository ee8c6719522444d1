/** Choosing the next token, and what the model believed of it. */
@NullMarked
package dev.weir.slm.sampling;

import org.jspecify.annotations.NullMarked;

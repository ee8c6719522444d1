/** From what a caller wants a text to be, to the tokens that may come next. */
@NullMarked
package dev.weir.slm.constraint;

import org.jspecify.annotations.NullMarked;

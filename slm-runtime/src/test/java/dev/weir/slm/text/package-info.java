/** Tests of {@code dev.weir.slm.text}. */
@NullMarked
package dev.weir.slm.text;

import org.jspecify.annotations.NullMarked;

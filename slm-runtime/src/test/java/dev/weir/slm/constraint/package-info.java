/** Tests of {@code dev.weir.slm.constraint}. */
@NullMarked
package dev.weir.slm.constraint;

import org.jspecify.annotations.NullMarked;

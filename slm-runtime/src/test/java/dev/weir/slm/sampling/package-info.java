/** Tests of choosing tokens. */
@NullMarked
package dev.weir.slm.sampling;

import org.jspecify.annotations.NullMarked;

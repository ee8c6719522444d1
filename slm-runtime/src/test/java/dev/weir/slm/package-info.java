/** Tests of the local tier. */
@NullMarked
package dev.weir.slm;

import org.jspecify.annotations.NullMarked;

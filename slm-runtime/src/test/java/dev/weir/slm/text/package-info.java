/** Tests of text and tokens. */
@NullMarked
package dev.weir.slm.text;

import org.jspecify.annotations.NullMarked;

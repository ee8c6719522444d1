/** From conversation to prompt text. */
@NullMarked
package dev.weir.slm.text;

import org.jspecify.annotations.NullMarked;

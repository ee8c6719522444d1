/** Regular expressions, from their text to a network of bytes. */
@NullMarked
package dev.weir.slm.regex;

import org.jspecify.annotations.NullMarked;

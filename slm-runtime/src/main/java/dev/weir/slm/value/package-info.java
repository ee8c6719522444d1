/** Python's values as chat templates see them: how they print, compare, add up and where their text came from. */
@NullMarked
package dev.weir.slm.value;

import org.jspecify.annotations.NullMarked;

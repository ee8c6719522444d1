@NullMarked
package dev.weir.slm.convert;

import org.jspecify.annotations.NullMarked;

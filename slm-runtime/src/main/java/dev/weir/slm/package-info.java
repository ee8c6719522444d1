/** Small language models on the CPU, usable without the rest of Weir. */
@NullMarked
package dev.weir.slm;

import org.jspecify.annotations.NullMarked;

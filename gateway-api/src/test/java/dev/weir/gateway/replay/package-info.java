/** Traffic replayed through a whole gateway in this process, to see what becomes of a promise. */
@NullMarked
package dev.weir.gateway.replay;

import org.jspecify.annotations.NullMarked;

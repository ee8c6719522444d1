/** The whole program, as its users run it. */
@NullMarked
package dev.weir.gateway.assembled;

import org.jspecify.annotations.NullMarked;

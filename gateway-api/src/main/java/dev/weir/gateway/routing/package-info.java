/** The decision: which tier answers, and why. No framework, no I/O. */
@NullMarked
package dev.weir.gateway.routing;

import org.jspecify.annotations.NullMarked;

/** From what the operator wrote to the objects that run. */
@NullMarked
package dev.weir.gateway.wiring;

import org.jspecify.annotations.NullMarked;

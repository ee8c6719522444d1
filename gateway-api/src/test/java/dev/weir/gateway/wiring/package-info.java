@NullMarked
package dev.weir.gateway.wiring;

import org.jspecify.annotations.NullMarked;

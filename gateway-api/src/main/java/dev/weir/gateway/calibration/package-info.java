/** From evidence to confidence. No framework. */
@NullMarked
package dev.weir.gateway.calibration;

import org.jspecify.annotations.NullMarked;

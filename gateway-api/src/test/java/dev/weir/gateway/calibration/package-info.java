@NullMarked
package dev.weir.gateway.calibration;

import org.jspecify.annotations.NullMarked;

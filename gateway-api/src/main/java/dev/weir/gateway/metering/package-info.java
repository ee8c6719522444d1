/** Meters and the access log, fed by settled bills. */
@NullMarked
package dev.weir.gateway.metering;

import org.jspecify.annotations.NullMarked;

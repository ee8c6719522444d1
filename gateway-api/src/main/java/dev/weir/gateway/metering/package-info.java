/** Meters, fed by settled bills and by what happens between Weir and its providers. */
@NullMarked
package dev.weir.gateway.metering;

import org.jspecify.annotations.NullMarked;

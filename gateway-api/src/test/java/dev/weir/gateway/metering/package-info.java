@NullMarked
package dev.weir.gateway.metering;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.weir.gateway.routing;

import org.jspecify.annotations.NullMarked;

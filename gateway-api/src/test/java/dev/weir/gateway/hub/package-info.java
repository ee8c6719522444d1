@NullMarked
package dev.weir.gateway.hub;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.weir.gateway.tier;

import org.jspecify.annotations.NullMarked;

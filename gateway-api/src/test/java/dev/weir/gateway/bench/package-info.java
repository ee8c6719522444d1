@NullMarked
package dev.weir.gateway.bench;

import org.jspecify.annotations.NullMarked;

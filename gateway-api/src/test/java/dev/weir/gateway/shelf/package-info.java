@NullMarked
package dev.weir.gateway.shelf;

import org.jspecify.annotations.NullMarked;

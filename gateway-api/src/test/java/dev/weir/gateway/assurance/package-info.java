@NullMarked
package dev.weir.gateway.assurance;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.weir.gateway.certification;

import org.jspecify.annotations.NullMarked;

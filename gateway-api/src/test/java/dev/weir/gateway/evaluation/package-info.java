@NullMarked
package dev.weir.gateway.evaluation;

import org.jspecify.annotations.NullMarked;

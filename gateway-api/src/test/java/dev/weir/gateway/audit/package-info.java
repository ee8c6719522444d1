/** Tests of what is learnt from traffic. */
@NullMarked
package dev.weir.gateway.audit;

import org.jspecify.annotations.NullMarked;

/** The two tiers behind the types of the router. */
@NullMarked
package dev.weir.gateway.tier;

import org.jspecify.annotations.NullMarked;

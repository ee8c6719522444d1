/** What the operator wrote, bound and checked. */
@NullMarked
package dev.weir.gateway.config;

import org.jspecify.annotations.NullMarked;

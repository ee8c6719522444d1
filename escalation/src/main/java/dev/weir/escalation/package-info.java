/** Hosted models at their providers. */
@NullMarked
package dev.weir.escalation;

import org.jspecify.annotations.NullMarked;

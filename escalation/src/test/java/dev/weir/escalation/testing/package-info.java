/** A scripted provider on loopback, for the tests of this module and of those that use it. */
@NullMarked
package dev.weir.escalation.testing;

import org.jspecify.annotations.NullMarked;

/** Tests of how models write calls of tools. */
@NullMarked
package dev.weir.slm.tool;

import org.jspecify.annotations.NullMarked;

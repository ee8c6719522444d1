/** How models write calls of tools, and how they are told of tools. */
@NullMarked
package dev.weir.slm.tool;

import org.jspecify.annotations.NullMarked;

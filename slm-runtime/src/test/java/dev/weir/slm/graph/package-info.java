@NullMarked
package dev.weir.slm.graph;

import org.jspecify.annotations.NullMarked;

/** How fast a model runs on this machine, and how fast llama.cpp runs one of the same shape. */
@NullMarked
package dev.weir.gateway.bench;

import org.jspecify.annotations.NullMarked;

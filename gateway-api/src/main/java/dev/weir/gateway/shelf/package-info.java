/** The models that lie on this machine: the hub's cache folder, and what a model folder holds. */
@NullMarked
package dev.weir.gateway.shelf;

import org.jspecify.annotations.NullMarked;

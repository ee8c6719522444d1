/** Loading models from a model hub into this machine's cache: for the command line alone, never while serving. */
@NullMarked
package dev.weir.gateway.hub;

import org.jspecify.annotations.NullMarked;

/** What may be written, as an automaton over bytes, and the tokens of a vocabulary that may come next in it. */
@NullMarked
package dev.weir.slm.automaton;

import org.jspecify.annotations.NullMarked;

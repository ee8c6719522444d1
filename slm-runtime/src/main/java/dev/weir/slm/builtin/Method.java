package dev.weir.slm.builtin;

import dev.weir.slm.value.Arguments;
import dev.weir.slm.value.Value;

/** A method of one of Python's types. */
@FunctionalInterface
interface Method<T extends Value> {

    Value call(T self, Arguments arguments);
}

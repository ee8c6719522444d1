package dev.weir.slm.value;

/** A function, a method bound to its value, or a macro. */
@FunctionalInterface
public non-sealed interface Callable extends Value {

    Value call(Arguments arguments);
}

package dev.weir.slm.value;

/** A value that consists of named attributes, such as a namespace or the {@code loop} variable. */
public non-sealed interface Attributed extends Value {

    /** The attribute, or an {@link Value.Undefined} for a name it does not have. */
    Value attribute(String name);
}

package dev.weir.slm.builtin;

import dev.weir.slm.value.Arguments;
import dev.weir.slm.value.Value;

/** What stands behind the bar in {@code value | name(arguments)}. */
@FunctionalInterface
public interface Filter {

    Value apply(Value input, Arguments arguments);
}

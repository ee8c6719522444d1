package dev.weir.slm.value;

/** Turns the use of a missing value into the sentence it carries. */
public final class Refusing {

    private Refusing() {}

    public static void undefined(Value value) {
        if (value instanceof Value.Undefined(String complaint)) {
            throw new ValueException(complaint);
        }
    }
}

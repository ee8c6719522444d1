package dev.weir.slm.value;

import java.math.BigInteger;

/** Anything a template's expression can evaluate to. */
public sealed interface Value
        permits Text,
                Sequence,
                Dict,
                OneShot,
                Attributed,
                Callable,
                Value.Whole,
                Value.Real,
                Value.Truth,
                Value.None,
                Value.Undefined {

    /** Whether any text inside came from the conversation rather than from the template. */
    default boolean isFromConversation() {
        return false;
    }

    /** How much there is to walk over, in characters and items. */
    default long weight() {
        return 1;
    }

    /** How many containers are nested inside each other. */
    default int depth() {
        return 0;
    }

    static Value of(boolean value) {
        return value ? Truth.TRUE : Truth.FALSE;
    }

    static Value of(long value) {
        return new Whole(BigInteger.valueOf(value));
    }

    /** An {@code int}. */
    record Whole(BigInteger value) implements Value {

        private static final int MOST_BITS = 4096;

        public Whole {
            if (value.bitLength() > MOST_BITS) {
                throw new ValueException("an integer of more than " + MOST_BITS + " bits");
            }
        }
    }

    /** A {@code float}. */
    record Real(double value) implements Value {}

    /** A {@code bool}, which counts as the number 0 or 1. */
    record Truth(boolean value) implements Value {

        public static final Value TRUE = new Truth(true);
        public static final Value FALSE = new Truth(false);
    }

    /** The one {@code None}. */
    record None() implements Value {

        public static final Value NONE = new None();
    }

    /**
     * What a missing variable, attribute or item evaluates to.
     *
     * @param complaint the sentence for whoever uses it as if it were there
     */
    record Undefined(String complaint) implements Value {

        public static Undefined variable(String name) {
            return new Undefined("'" + name + "' is undefined");
        }

        public static Undefined attribute(Value owner, String name) {
            return new Undefined("'" + Printing.typeName(owner) + " object' has no attribute '" + name + "'");
        }
    }
}

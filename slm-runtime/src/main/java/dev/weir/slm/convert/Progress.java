package dev.weir.slm.convert;

/** Hears how far a conversion is. */
@FunctionalInterface
public interface Progress {

    /** A step was done; {@code done} goes up to {@code total}. */
    void step(String what, int done, int total);
}

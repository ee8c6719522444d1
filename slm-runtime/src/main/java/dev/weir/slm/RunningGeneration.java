package dev.weir.slm;

/** A submitted generation that can still be stopped. */
public interface RunningGeneration {

    /** Stops it before its next token; its listener hears {@link SlmException.Cancelled}. Later calls do nothing. */
    void cancel();
}

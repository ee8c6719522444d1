package dev.weir.gateway.evaluation;

/** Is told how far an evaluation is. */
@FunctionalInterface
public interface Progress {

    void advanced(int done, int total);
}

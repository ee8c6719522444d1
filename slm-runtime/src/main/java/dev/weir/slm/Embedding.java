package dev.weir.slm;

import java.time.Duration;

/** A text as a point among others: what is near means alike. */
public final class Embedding {

    private final float[] vector;
    private final int promptTokens;
    private final Duration cpuTime;

    /** Takes the array over; nobody else may change it. */
    Embedding(float[] vector, int promptTokens, Duration cpuTime) {
        this.vector = vector;
        this.promptTokens = promptTokens;
        this.cpuTime = cpuTime;
    }

    /** How many numbers it has. */
    public int size() {
        return vector.length;
    }

    /** A copy. */
    public float[] vector() {
        return vector.clone();
    }

    /** How many tokens the text had, those around it included. */
    public int promptTokens() {
        return promptTokens;
    }

    /** Processor time of the calling thread, tokenizing included. */
    public Duration cpuTime() {
        return cpuTime;
    }
}

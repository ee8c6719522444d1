package dev.weir.gateway.routing;

/**
 * The probability that a draft is acceptable.
 *
 * @param value 0 to 1
 * @param calibrated false when the number comes from a map that was fitted on nothing: it ranks, but promises nothing
 */
public record Confidence(double value, boolean calibrated) {

    public Confidence {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException("a confidence is 0 to 1, not " + value);
        }
    }

    /** The threshold itself is enough. */
    public boolean meets(Threshold threshold) {
        return value >= threshold.value();
    }
}

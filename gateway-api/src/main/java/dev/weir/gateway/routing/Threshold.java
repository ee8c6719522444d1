package dev.weir.gateway.routing;

/** The least confidence at which a route keeps a draft. */
public record Threshold(double value) {

    public Threshold {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException("a threshold is 0 to 1, not " + value);
        }
    }
}

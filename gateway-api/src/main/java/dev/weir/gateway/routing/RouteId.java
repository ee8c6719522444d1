package dev.weir.gateway.routing;

/** A route's name, as callers write it in {@code model}. */
public record RouteId(String value) {

    public RouteId {
        if (value.isBlank()) {
            throw new IllegalArgumentException("a route needs a name");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}

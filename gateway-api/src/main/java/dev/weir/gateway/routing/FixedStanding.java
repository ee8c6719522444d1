package dev.weir.gateway.routing;

import org.jspecify.annotations.Nullable;

/**
 * A standing that stays as it is while the process runs.
 *
 * @param threshold null keeps nothing
 */
public record FixedStanding(State state, @Nullable Threshold threshold) implements Standing {}

package dev.weir.gateway.routing;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is known before a request is answered.
 *
 * @param left until its deadline; null when it has none
 * @param local how long drafts of its kind take
 * @param hosted how long hosted answers of its kind take, to their beginning if they stream
 * @param escalates the share of drafts of its kind that are not kept
 * @param hedgeFrom the share from which on the route lets the hosted call begin beside the draft; null for never
 */
record Outlook(
        @Nullable Duration left,
        LatencySketch local,
        LatencySketch hosted,
        double escalates,
        @Nullable Double hedgeFrom) {}

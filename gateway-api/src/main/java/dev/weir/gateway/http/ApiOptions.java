package dev.weir.gateway.http;

import java.time.Duration;

/**
 * How strict the API is.
 *
 * @param largestBody bytes; a larger request is refused unread
 * @param longestSilence how long a body may stop to come before its request is given up
 * @param rejectsUnknownParameters refuses a field that nobody here knows, instead of counting and reporting it
 * @param allowsPins a caller may pin a tier by header
 */
public record ApiOptions(
        int largestBody, Duration longestSilence, boolean rejectsUnknownParameters, boolean allowsPins) {}

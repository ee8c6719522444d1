package dev.weir.gateway.http;

/**
 * How strict the API is.
 *
 * @param largestBody bytes; a larger request is refused unread
 * @param rejectsUnknownParameters refuses a field that nobody here knows, instead of counting and reporting it
 * @param allowsPins a caller may pin a tier by header
 */
public record ApiOptions(int largestBody, boolean rejectsUnknownParameters, boolean allowsPins) {}

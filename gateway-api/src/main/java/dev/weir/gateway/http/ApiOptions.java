package dev.weir.gateway.http;

/**
 * How strict the API is.
 *
 * @param largestBody bytes; a larger request is refused unread
 * @param rejectsUnknownParameters refuses a field that nobody here knows, instead of counting and reporting it
 */
public record ApiOptions(int largestBody, boolean rejectsUnknownParameters) {}

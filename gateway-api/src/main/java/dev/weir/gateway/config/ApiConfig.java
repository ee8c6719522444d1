package dev.weir.gateway.config;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How strict the API is.
 *
 * @param unknownParameters what becomes of a request field that Weir does not know
 * @param largestBody a larger request is refused unread
 * @param allowPins callers may pin a tier, by header or as {@code local/<model>} and {@code hosted/<model>}
 * @param longestSilence how long the body of a request may stop to come
 * @param repeatMemory how much of answers is kept for requests that come again; nothing turns that off
 * @param corsOrigins other sites whose pages may use the API from a browser
 */
public record ApiConfig(
        @DefaultValue("report") UnknownParameters unknownParameters,
        @DefaultValue("4MB") DataSize largestBody,
        @DefaultValue("true") boolean allowPins,
        @DefaultValue("30s") Duration longestSilence,
        @DefaultValue("16MB") DataSize repeatMemory,
        @DefaultValue List<String> corsOrigins) {

    private static final Pattern ORIGIN = Pattern.compile("\\*|[a-z][a-z0-9+.-]*://[^/\\s]+");
    private static final long MOST_BYTES = DataSize.ofGigabytes(1).toBytes();

    /** What becomes of a request field that Weir does not know. */
    public enum UnknownParameters {
        /** It is counted, reported in a header, and travels to a hosted model. */
        REPORT,
        /** The request is refused with 400. */
        REJECT
    }

    public ApiConfig {
        if (largestBody.toBytes() < 1 || largestBody.toBytes() > MOST_BYTES) {
            throw new IllegalArgumentException("weir.api.largest-body must be 1B to 1GB");
        }
        if (!longestSilence.isPositive()) {
            throw new IllegalArgumentException("weir.api.longest-silence must be above 0");
        }
        if (repeatMemory.isNegative()) {
            throw new IllegalArgumentException("weir.api.repeat-memory must be 0 or more");
        }
        corsOrigins = List.copyOf(corsOrigins);
        if (corsOrigins.stream().anyMatch(origin -> !ORIGIN.matcher(origin).matches())) {
            throw new IllegalArgumentException(
                    "weir.api.cors-origins must be * or origins such as https://chat.example.com, without a path");
        }
    }
}

package dev.weir.gateway.config;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How strict the API is.
 *
 * @param unknownParameters what becomes of a request field that Weir does not know
 * @param largestBody a larger request is refused unread
 * @param allowPins callers may pin a tier, by header or as {@code local/<model>} and {@code hosted/<model>}
 */
public record ApiConfig(
        @DefaultValue("report") UnknownParameters unknownParameters,
        @DefaultValue("4MB") DataSize largestBody,
        @DefaultValue("true") boolean allowPins) {

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
    }
}

package dev.weir.gateway.routing;

import java.util.Locale;

/** The two places that can answer. */
public enum TierName {
    LOCAL,
    HOSTED;

    /** As written in headers and on meters. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}

package dev.weir.gateway.config;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The operator's rule for one group of requests.
 *
 * @param local the name of a local model; null for none
 * @param hosted models in the order in which they are asked, each as {@code provider/model}
 * @param threshold the least confidence at which a draft is kept; null takes the one that the local model's folder
 *     vouches for, and without one every draft escalates as {@code uncertified}
 * @param egress whether anything may leave
 * @param whenHostedUnavailable what becomes of a draft that should have escalated but cannot
 */
public record RouteConfig(
        @Nullable String local,
        @DefaultValue List<String> hosted,
        @Nullable Double threshold,
        @DefaultValue("allow") Egress egress,
        @DefaultValue("keep") WhenHostedUnavailable whenHostedUnavailable) {

    /** Whether anything may leave. */
    public enum Egress {
        ALLOW,
        DENY
    }

    /** What becomes of a draft that should have escalated but cannot. */
    public enum WhenHostedUnavailable {
        KEEP,
        FAIL
    }

    public RouteConfig {
        hosted = List.copyOf(hosted);
        if (threshold != null && !(threshold >= 0 && threshold <= 1)) {
            throw new IllegalArgumentException("threshold must be 0 to 1, not " + threshold);
        }
    }
}

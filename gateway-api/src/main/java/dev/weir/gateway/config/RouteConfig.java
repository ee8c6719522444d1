package dev.weir.gateway.config;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The operator's rule for one group of requests.
 *
 * @param local the name of a local model; null for none
 * @param hosted models in the order in which they are asked, the first one drawn by weight where they have weights
 * @param threshold the least confidence at which a draft is kept; null takes the one that the local model's folder
 *     vouches for, and without one every draft escalates as {@code uncertified}
 * @param errorTarget of the drafts kept, at most this share may be wrong; null promises nothing. Takes the place of a
 *     threshold: a certificate must say which one keeps the promise
 * @param certainty that the promise is kept
 * @param reference what a wrong draft differs from
 * @param audits how it learns whether the promise is kept
 * @param egress whether anything may leave
 * @param whenHostedUnavailable what becomes of a draft that should have escalated but cannot
 * @param hedgeFrom the share of escalated drafts from which on the hosted call begins beside the draft; null for never
 */
public record RouteConfig(
        @Nullable String local,
        @DefaultValue List<HostedReference> hosted,
        @Nullable Double threshold,
        @Nullable Double errorTarget,
        @DefaultValue("0.95") double certainty,
        @DefaultValue("hosted") Reference reference,
        @DefaultValue AuditConfig audits,
        @DefaultValue("allow") Egress egress,
        @DefaultValue("keep") WhenHostedUnavailable whenHostedUnavailable,
        @Nullable Double hedgeFrom) {

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

    /** What a wrong draft differs from. */
    public enum Reference {
        HOSTED,
        LABEL,
        FEEDBACK
    }

    public RouteConfig {
        hosted = List.copyOf(hosted);
        if (threshold != null && !(threshold >= 0 && threshold <= 1)) {
            throw new IllegalArgumentException("threshold must be 0 to 1, not " + threshold);
        }
        if (hedgeFrom != null && !(hedgeFrom >= 0 && hedgeFrom <= 1)) {
            throw new IllegalArgumentException("hedge-from must be 0 to 1, not " + hedgeFrom);
        }
        if (errorTarget != null && !(errorTarget > 0 && errorTarget < 1)) {
            throw new IllegalArgumentException("error-target must be above 0 and below 1, not " + errorTarget);
        }
        if (!(certainty > 0 && certainty < 1)) {
            throw new IllegalArgumentException("certainty must be above 0 and below 1, not " + certainty);
        }
        if (reference == Reference.FEEDBACK && audits.feedback() != AuditConfig.Feedback.REPRESENTATIVE) {
            throw new IllegalArgumentException("a route whose reference is feedback needs audits.feedback:"
                    + " representative, which declares that those who give it are a fair sample");
        }
        if (threshold != null && errorTarget != null) {
            throw new IllegalArgumentException("a route has a threshold or an error-target, not both");
        }
    }
}

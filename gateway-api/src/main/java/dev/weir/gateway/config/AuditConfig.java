package dev.weir.gateway.config;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How a route with an error target learns from its traffic.
 *
 * @param rate the probability with which a kept draft is sent to the hosted tier as well
 * @param callsPerDay the most such calls, by UTC; when they are spent, kept drafts are no evidence
 * @param dollarsPerDay the most that they may cost; null sets no limit
 * @param atOnce how many are on their way at the same time
 * @param comparison what makes a draft the same as the hosted answer
 * @param similarity the least cosine of two texts that are the same, where their embeddings are compared
 * @param embeddingModel the classifier whose embedding that is
 * @param feedback whether what callers say is a fair sample of all answers
 */
public record AuditConfig(
        @DefaultValue("0.05") double rate,
        @DefaultValue("2000") int callsPerDay,
        @Nullable BigDecimal dollarsPerDay,
        @DefaultValue("16") int atOnce,
        @DefaultValue("exact") Comparison comparison,
        @DefaultValue("0.9") double similarity,
        @DefaultValue("weir-intents") String embeddingModel,
        @DefaultValue("reported") Feedback feedback) {

    /** What makes two answers the same. */
    public enum Comparison {
        EXACT,
        JSON,
        NORMALISED,
        EMBEDDING,
        JUDGE
    }

    /** What callers' words are worth. */
    public enum Feedback {
        REPORTED,
        REPRESENTATIVE
    }

    public AuditConfig {
        if (!(rate > 0 && rate <= 1)) {
            throw new IllegalArgumentException("audits.rate must be above 0 and at most 1, not " + rate);
        }
        if (callsPerDay < 0) {
            throw new IllegalArgumentException("audits.calls-per-day must not be negative");
        }
        if (dollarsPerDay != null && dollarsPerDay.signum() < 0) {
            throw new IllegalArgumentException("audits.dollars-per-day must not be negative");
        }
        if (atOnce < 1) {
            throw new IllegalArgumentException("audits.at-once must be at least 1, not " + atOnce);
        }
        if (!(similarity >= -1 && similarity <= 1)) {
            throw new IllegalArgumentException("audits.similarity must be -1 to 1, not " + similarity);
        }
    }
}

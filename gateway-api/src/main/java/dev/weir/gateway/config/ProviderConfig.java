package dev.weir.gateway.config;

import java.net.URI;
import java.time.Duration;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A provider of hosted models that speaks OpenAI's dialect.
 *
 * @param baseUrl the version part included; empty takes OpenAI's own when there is a key
 * @param apiKey empty sends none; with no base URL either, the provider counts as not configured
 * @param connectTimeout for the connection alone
 * @param firstByteTimeout from sending the request to the first byte of the answer
 * @param idleTimeout between two events of a stream
 * @param totalTimeout for one request with all its retries, the stream included
 * @param maxAttempts how often a request is sent at most
 * @param maxConcurrentCalls how many calls run at once; more count as unavailable
 */
public record ProviderConfig(
        @DefaultValue("") String baseUrl,
        @DefaultValue("") Secret apiKey,
        @DefaultValue("5s") Duration connectTimeout,
        @DefaultValue("60s") Duration firstByteTimeout,
        @DefaultValue("30s") Duration idleTimeout,
        @DefaultValue("600s") Duration totalTimeout,
        @DefaultValue("3") int maxAttempts,
        @DefaultValue("256") int maxConcurrentCalls) {

    private static final String OPENAI = "https://api.openai.com/v1";

    public ProviderConfig {
        if (!baseUrl.isEmpty() && !baseUrl.startsWith("http://") && !baseUrl.startsWith("https://")) {
            throw new IllegalArgumentException(
                    "base-url must begin with http:// or https://, such as " + OPENAI + ", not " + baseUrl);
        }
        if (Stream.of(connectTimeout, firstByteTimeout, idleTimeout, totalTimeout)
                .anyMatch(timeout -> !timeout.isPositive())) {
            throw new IllegalArgumentException("every timeout must be positive");
        }
        if (maxAttempts < 1 || maxConcurrentCalls < 1) {
            throw new IllegalArgumentException("max-attempts and max-concurrent-calls must be at least 1");
        }
    }

    /** Whether requests can be sent there at all. */
    public boolean isConfigured() {
        return !baseUrl.isEmpty() || !apiKey.isEmpty();
    }

    /** Where requests are sent. */
    public URI url() {
        return URI.create(baseUrl.isEmpty() ? OPENAI : baseUrl);
    }
}

package dev.weir.gateway.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A provider of hosted models.
 *
 * @param dialect the wire format that it speaks
 * @param baseUrl the version part included; empty takes the dialect's own address when there is a key
 * @param apiKey empty sends none; with no other key and no base URL, the provider counts as not configured
 * @param apiKeys more keys, taken in turn with it
 * @param apiKeyFile a file with keys, one a line, read again when it changes; empty for none
 * @param apiVersion of Azure's API with one address per deployment; empty takes the one without versions
 * @param region of Amazon Bedrock
 * @param connectTimeout for the connection alone
 * @param firstByteTimeout from sending the request to the first byte of the answer
 * @param idleTimeout between two events of a stream
 * @param totalTimeout for one request with all its retries, the stream included
 * @param maxAttempts how often a request is sent at most
 * @param maxConcurrentCalls how many calls run at once; more count as unavailable
 */
public record ProviderConfig(
        @DefaultValue("openai") ProviderDialect dialect,
        @DefaultValue("") String baseUrl,
        @DefaultValue("") Secret apiKey,
        @DefaultValue List<Secret> apiKeys,
        @DefaultValue("") String apiKeyFile,
        @DefaultValue("") String apiVersion,
        @DefaultValue("") String region,
        @DefaultValue("5s") Duration connectTimeout,
        @DefaultValue("60s") Duration firstByteTimeout,
        @DefaultValue("30s") Duration idleTimeout,
        @DefaultValue("600s") Duration totalTimeout,
        @DefaultValue("3") int maxAttempts,
        @DefaultValue("256") int maxConcurrentCalls) {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9-]*");

    public ProviderConfig {
        apiKeys = List.copyOf(apiKeys);
        baseUrl = baseUrl.replaceFirst("/+$", "");
        check(
                baseUrl.isEmpty() || baseUrl.startsWith("http://") || baseUrl.startsWith("https://"),
                "base-url must begin with http:// or https://, such as %s, not %s"
                        .formatted(ProviderDialect.OPENAI.address(), baseUrl));
        check(
                Stream.of(connectTimeout, firstByteTimeout, idleTimeout, totalTimeout)
                        .allMatch(Duration::isPositive),
                "every timeout must be positive");
        check(maxAttempts >= 1 && maxConcurrentCalls >= 1, "max-attempts and max-concurrent-calls must be at least 1");
        check(
                PLAIN.matcher(apiVersion).matches() && PLAIN.matcher(region).matches(),
                "api-version and region are made of letters, digits and dashes");
        check(apiVersion.isEmpty() || dialect == ProviderDialect.AZURE, "api-version is for the dialect azure only");
        check(region.isEmpty() || dialect == ProviderDialect.BEDROCK, "region is for the dialect bedrock only");
        boolean configured = !baseUrl.isEmpty() || hasKeys(apiKey, apiKeys, apiKeyFile);
        check(
                !configured || dialect != ProviderDialect.AZURE || !baseUrl.isEmpty(),
                "the dialect azure needs a base-url, such as https://my-resource.openai.azure.com");
        check(
                !configured || dialect != ProviderDialect.BEDROCK || !region.isEmpty(),
                "the dialect bedrock needs a region, such as eu-central-1");
    }

    private static void check(boolean holds, String sentence) {
        if (!holds) {
            throw new IllegalArgumentException(sentence);
        }
    }

    private static boolean hasKeys(Secret apiKey, List<Secret> apiKeys, String apiKeyFile) {
        return !apiKey.isEmpty() || !apiKeys.isEmpty() || !apiKeyFile.isEmpty();
    }

    /** Whether requests can be sent there at all. */
    public boolean isConfigured() {
        return !baseUrl.isEmpty() || hasKeys(apiKey, apiKeys, apiKeyFile);
    }

    /** Where requests are sent. */
    public URI url() {
        if (!baseUrl.isEmpty()) {
            return URI.create(baseUrl);
        }
        return URI.create(
                dialect == ProviderDialect.BEDROCK
                        ? "https://bedrock-runtime." + region + ".amazonaws.com"
                        : dialect.address());
    }

    /** The keys that the configuration itself holds. */
    public List<String> keys() {
        return Stream.concat(Stream.of(apiKey), apiKeys.stream())
                .filter(key -> !key.isEmpty())
                .map(Secret::reveal)
                .distinct()
                .toList();
    }
}

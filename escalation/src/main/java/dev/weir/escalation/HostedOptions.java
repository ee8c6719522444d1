package dev.weir.escalation;

import java.net.URI;
import java.time.Duration;

/**
 * Where a hosted model is and how patiently it is called.
 *
 * @param name the name that operators know it by
 * @param baseUrl of the API, the version part included where the dialect has one, such as
 *     {@code https://api.openai.com/v1}
 * @param model the provider's name of the model
 * @param connectTimeout for the connection alone
 * @param firstByteTimeout from sending the request to the head of a whole answer, or to the first event of a stream
 * @param idleTimeout between two events of a stream, not counting the time in which nobody asks for the next one
 * @param totalTimeout for one call with all its retries, the stream included
 * @param maxAttempts how often a request is sent at most; 1 means no retry
 * @param maxConcurrentCalls how many calls run at once at most; as many more wait, up to {@code connectTimeout}
 */
public record HostedOptions(
        String name,
        URI baseUrl,
        ApiKeys apiKeys,
        String model,
        Duration connectTimeout,
        Duration firstByteTimeout,
        Duration idleTimeout,
        Duration totalTimeout,
        int maxAttempts,
        int maxConcurrentCalls) {

    public HostedOptions {
        if (maxAttempts < 1) {
            throw new IllegalArgumentException("maxAttempts must be at least 1, not " + maxAttempts);
        }
        if (maxConcurrentCalls < 1) {
            throw new IllegalArgumentException("maxConcurrentCalls must be at least 1, not " + maxConcurrentCalls);
        }
    }
}

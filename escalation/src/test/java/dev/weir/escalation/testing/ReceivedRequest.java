package dev.weir.escalation.testing;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * A request as it came over the wire.
 *
 * @param headers names in lower case
 * @param clientLeft completed when the client has closed the connection
 */
public record ReceivedRequest(
        String line, Map<String, List<String>> headers, String body, CompletableFuture<Void> clientLeft) {

    /** All values of a header; empty when it was not sent. */
    public List<String> header(String name) {
        return headers.getOrDefault(name, List.of());
    }
}

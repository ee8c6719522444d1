package dev.weir.escalation.http;

import java.util.List;
import java.util.Map;

/**
 * One POST to a provider.
 *
 * @param headers may hold a credential, so this prints without them
 */
public record ProviderRequest(String url, Map<String, List<String>> headers, String body) {

    public ProviderRequest {
        headers = Map.copyOf(headers);
    }

    @Override
    public String toString() {
        return "POST " + url;
    }
}

package dev.weir.gateway.hub;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Which hub, and who asks.
 *
 * @param endpoint without a slash at its end
 * @param token sent to the hub alone, never to where it redirects
 * @param stall a body that brings nothing for so long is broken off and asked for again
 */
public record HubOptions(URI endpoint, Optional<String> token, Duration stall) {

    private static final String PUBLIC = "https://huggingface.co";
    private static final Duration STALL = Duration.ofSeconds(30);

    /**
     * Reads {@code HF_ENDPOINT}.
     *
     * @throws HubException if that is no address, or {@code HF_HUB_OFFLINE} forbids to ask
     */
    public static HubOptions of(Map<String, String> environment, Optional<String> token) {
        String offline = environment.getOrDefault("HF_HUB_OFFLINE", "").strip().toLowerCase(java.util.Locale.ROOT);
        if (offline.equals("1") || offline.equals("true") || offline.equals("yes") || offline.equals("on")) {
            throw new HubException("HF_HUB_OFFLINE forbids to ask the hub; unset it to pull.");
        }
        String endpoint = environment.getOrDefault("HF_ENDPOINT", "").strip();
        return new HubOptions(address(endpoint.isEmpty() ? PUBLIC : endpoint), token, STALL);
    }

    private static URI address(String text) {
        String trimmed = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        try {
            URI uri = URI.create(trimmed);
            boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
            if (web && uri.getHost() != null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            throw notAnAddress(text);
        }
        throw notAnAddress(text);
    }

    private static HubException notAnAddress(String text) {
        return new HubException("HF_ENDPOINT is '" + text + "', which is no address; write it like " + PUBLIC + ".");
    }

    /** The token is a secret. */
    @Override
    public String toString() {
        return "HubOptions[endpoint=" + endpoint + ", token=" + (token.isPresent() ? "***" : "none") + "]";
    }
}

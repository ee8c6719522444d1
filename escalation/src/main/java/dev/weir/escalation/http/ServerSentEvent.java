package dev.weir.escalation.http;

/**
 * One event of a provider's stream.
 *
 * @param name the {@code event} field, empty where there was none
 * @param data never blank
 */
public record ServerSentEvent(String name, String data) {

    private static final String END_MARKER = "[DONE]";

    /** Whether the provider says that nothing follows. */
    public boolean isEndMarker() {
        return data.strip().equals(END_MARKER);
    }
}

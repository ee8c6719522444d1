package dev.weir.gateway.audit;

import dev.weir.gateway.ledger.HostedCharge;
import dev.weir.gateway.routing.HostedEvent;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Gathers the text of one hosted answer, streamed or whole. For one thread at a time. */
final class HostedText {

    private static final int LONGEST = 1 << 20;

    private final StringBuilder text = new StringBuilder();
    private boolean isText = true;
    private @Nullable HostedCharge charge;

    void take(HostedEvent event) {
        switch (event) {
            case HostedEvent.Answering _ -> {}
            case HostedEvent.Json(Object object) -> {
                if (object instanceof JsonNode node) {
                    take(node.path("choices").path(0));
                }
            }
            case HostedEvent.Charged(HostedCharge whole) -> charge = whole;
        }
    }

    /** Null when it was no text, too much of it, or has not ended. */
    @Nullable
    String text() {
        return isText && charge != null && !text.isEmpty() ? text.toString() : null;
    }

    /** Null while the answer has not ended. */
    @Nullable
    HostedCharge charge() {
        return charge;
    }

    private void take(JsonNode choice) {
        JsonNode message = choice.has("delta") ? choice.path("delta") : choice.path("message");
        isText &= !message.has("tool_calls") || message.path("tool_calls").isEmpty();
        String piece = message.path("content").asString("");
        isText &= text.length() + piece.length() <= LONGEST;
        if (isText) {
            text.append(piece);
        }
    }
}

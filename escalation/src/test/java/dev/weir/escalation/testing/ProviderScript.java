package dev.weir.escalation.testing;

import java.io.IOException;

/** How the {@link TestingProvider} answers one request. */
@FunctionalInterface
public interface ProviderScript {

    void answer(ProviderExchange exchange) throws IOException;

    /** A whole JSON answer. */
    static ProviderScript json(int status, String body, String... headers) {
        return exchange -> exchange.whole(status, "application/json", body, headers);
    }

    /** A stream of these events' data, ended as HTTP but with no end marker of its own. */
    static ProviderScript events(String... data) {
        return exchange -> {
            exchange.head(200, "content-type: text/event-stream");
            for (String event : data) {
                exchange.event(event);
            }
            exchange.end();
        };
    }

    /** Takes the request and never answers. */
    static ProviderScript silence() {
        return ProviderExchange::untilClientLeaves;
    }
}

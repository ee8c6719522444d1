package dev.weir.gateway.assembled;

import dev.weir.escalation.testing.ProviderExchange;
import dev.weir.escalation.testing.ProviderScript;
import java.io.IOException;

/** Ways in which a provider repeats the key that it was sent, in OpenAI's dialect or, at {@code /messages}, Anthropic's. */
enum Indiscretion implements ProviderScript {
    ANSWERED(200, 200) {
        @Override
        public void answer(ProviderExchange exchange) throws IOException {
            if (isAnthropic(exchange)) {
                begin(exchange);
                named(exchange, "content_block_stop", "\"index\":0");
                named(
                        exchange,
                        "message_delta",
                        "\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":2}");
                named(exchange, "message_stop", "\"x\":0");
                exchange.end();
            } else if (isStreamed(exchange)) {
                Provider.streamed().answer(exchange);
            } else {
                Provider.whole().answer(exchange);
            }
        }
    },
    REJECTED(503, 503) {
        @Override
        public void answer(ProviderExchange exchange) throws IOException {
            fail(exchange, 401);
        }
    },
    LIMITED(429, 429) {
        @Override
        public void answer(ProviderExchange exchange) throws IOException {
            fail(exchange, 429);
        }
    },
    REFUSED(400, 400) {
        @Override
        public void answer(ProviderExchange exchange) throws IOException {
            fail(exchange, 400);
        }
    },
    FAILED(503, 503) {
        @Override
        public void answer(ProviderExchange exchange) throws IOException {
            fail(exchange, 500);
        }
    },
    SILENT(504, 504) {
        @Override
        public void answer(ProviderExchange exchange) {
            exchange.untilClientLeaves();
        }
    },
    MALFORMED(503, 503) {
        @Override
        public void answer(ProviderExchange exchange) throws IOException {
            exchange.whole(200, "application/json", "{\"id\":" + key(exchange), "x-key: " + key(exchange));
        }
    },
    DERAILED(503, 200) {
        @Override
        public void answer(ProviderExchange exchange) throws IOException {
            if (isAnthropic(exchange)) {
                begin(exchange);
                exchange.part("event: content_block_delta\n");
            } else {
                exchange.head(200, "content-type: text/event-stream");
                exchange.event(Provider.role());
                exchange.event(Provider.text("Shall I "));
            }
            exchange.event("{\"key\":" + key(exchange));
            exchange.end();
        }
    };

    private final int whole;
    private final int streamed;

    /** The statuses that a caller gets. */
    Indiscretion(int whole, int streamed) {
        this.whole = whole;
        this.streamed = streamed;
    }

    int status(boolean stream) {
        return stream ? streamed : whole;
    }

    private static boolean isAnthropic(ProviderExchange exchange) {
        return exchange.request().line().contains("/messages");
    }

    private static boolean isStreamed(ProviderExchange exchange) {
        return exchange.request().body().contains("\"stream\":true");
    }

    static String key(ProviderExchange exchange) {
        return String.join("", exchange.request().header(isAnthropic(exchange) ? "x-api-key" : "authorization"));
    }

    private static void fail(ProviderExchange exchange, int status) throws IOException {
        String key = key(exchange);
        String body = """
            {"type":"error","error":{"type":"an_error","code":null,"message":"Not with the key %s."}}\
            """.formatted(key);
        exchange.whole(status, "application/json", body, "x-key: " + key, "retry-after-ms: 1");
    }

    private static void begin(ProviderExchange exchange) throws IOException {
        exchange.head(200, "content-type: text/event-stream", "x-key: " + key(exchange));
        named(exchange, "message_start", """
            "message":{"id":"msg_1","type":"message","role":"assistant","content":[],"model":"m","stop_reason":null,\
            "usage":{"input_tokens":1,"output_tokens":1}}\
            """);
        named(exchange, "content_block_start", "\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}");
        named(exchange, "content_block_delta", "\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Shall I \"}");
    }

    private static void named(ProviderExchange exchange, String name, String fields) throws IOException {
        exchange.part("event: %s\ndata: {\"type\":\"%s\",%s}\n\n".formatted(name, name, fields));
    }
}

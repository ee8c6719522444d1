package dev.weir.escalation.langchain;

import static dev.weir.escalation.langchain.TestingDialect.chunk;
import static dev.weir.escalation.langchain.TestingDialect.lastChunk;

import dev.weir.escalation.HostedModelContract;
import dev.weir.escalation.HostedUsage;
import dev.weir.escalation.testing.ProviderExchange;
import dev.weir.escalation.testing.ProviderScript;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.node.StringNode;

/** The contract against providers that answer in OpenAI's wire format. */
abstract class OpenAiWireContract extends HostedModelContract {

    @Override
    protected ProviderScript answering(String text) {
        return ProviderScript.json(
                200, "{\"choices\":[{\"message\":{\"content\":\"" + text + "\"},\"finish_reason\":\"stop\"}]}");
    }

    @Override
    protected ProviderScript streaming(String first, CompletableFuture<?> gate, String second) {
        return exchange -> {
            exchange.head(200, "content-type: text/event-stream");
            exchange.event(chunk(first));
            exchange.pause(gate);
            exchange.event(chunk(second));
            exchange.event(lastChunk());
            exchange.event("[DONE]");
            exchange.end();
        };
    }

    @Override
    protected ProviderScript breaking(String first) {
        return exchange -> {
            exchange.head(200, "content-type: text/event-stream");
            exchange.event(chunk(first));
            exchange.cut();
        };
    }

    @Override
    protected ProviderScript failing(int status, String... headers) {
        return ProviderScript.json(
                status,
                "{\"error\":{\"message\":\"no, " + KEY + "\",\"type\":\"t\",\"param\":null,\"code\":null}}",
                headers);
    }

    @Override
    protected ProviderScript calling(String id, String firstArguments, String secondArguments) {
        String begun = toolCall(id, firstArguments);
        String continued = "{\"index\":0,\"function\":{\"arguments\":%s}}".formatted(quoted(secondArguments));
        return exchange -> {
            if (isStreamed(exchange)) {
                exchange.head(200, "content-type: text/event-stream");
                exchange.event(
                        delta("{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[" + begun + "]}", "null"));
                exchange.event(delta("{\"tool_calls\":[" + continued + "]}", "null"));
                exchange.event(delta("{}", "\"tool_calls\""));
                exchange.event("[DONE]");
                exchange.end();
            } else {
                exchange.whole(
                        200,
                        "application/json",
                        "{\"choices\":[{\"message\":{\"tool_calls\":[%s]},\"finish_reason\":\"tool_calls\"}]}"
                                .formatted(toolCall(id, firstArguments + secondArguments)));
            }
        };
    }

    private static String toolCall(String id, String arguments) {
        return "{\"index\":0,\"id\":\"%s\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":%s}}"
                .formatted(id, quoted(arguments));
    }

    @Override
    protected ProviderScript ending(String finishReason, HostedUsage usage) {
        String counts =
                "{\"prompt_tokens\":%d,\"completion_tokens\":%d,\"total_tokens\":%d,\"prompt_tokens_details\":{\"cached_tokens\":%d}}"
                        .formatted(
                                usage.promptTokens(),
                                usage.completionTokens(),
                                usage.promptTokens() + usage.completionTokens(),
                                usage.cachedPromptTokens());
        return exchange -> {
            if (isStreamed(exchange)) {
                exchange.head(200, "content-type: text/event-stream");
                exchange.event(delta("{\"content\":\"ok\"}", "null"));
                exchange.event(delta("{}", quoted(finishReason)));
                exchange.event("{\"id\":\"c1\",\"model\":\"m-1\",\"choices\":[],\"usage\":" + counts + "}");
                exchange.event("[DONE]");
                exchange.end();
            } else {
                exchange.whole(
                        200,
                        "application/json",
                        "{\"model\":\"m-1\",\"choices\":[{\"message\":{\"content\":\"ok\"},\"finish_reason\":\"%s\"}],\"usage\":%s}"
                                .formatted(finishReason, counts));
            }
        };
    }

    static boolean isStreamed(ProviderExchange exchange) {
        return exchange.request().body().contains("\"stream\":true");
    }

    static String delta(String delta, String finishReason) throws IOException {
        return "{\"id\":\"c1\",\"created\":7,\"model\":\"m-1\",\"choices\":[{\"index\":0,\"delta\":%s,\"finish_reason\":%s}]}"
                .formatted(delta, finishReason);
    }

    static String quoted(String text) {
        return StringNode.valueOf(text).toString();
    }
}

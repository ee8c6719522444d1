package dev.weir.gateway.replay;

import dev.weir.escalation.testing.ProviderExchange;
import dev.weir.escalation.testing.ProviderScript;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The hosted tier's side of a replay, as a script: to a question it gives the strong model's answer, and asked to compare
 * two answers it says what the data's marks say of the weak one.
 */
final class ScriptedUpstream implements ProviderScript {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Map<String, Pair> byQuestion;

    ScriptedUpstream(List<Pair> pairs) {
        this.byQuestion = pairs.stream().collect(Collectors.toMap(Pair::question, Function.identity()));
    }

    @Override
    public void answer(ProviderExchange exchange) throws IOException {
        JsonNode messages = JSON.readTree(exchange.request().body()).path("messages");
        String text = messages.path(messages.size() - 1).path("content").asString();
        Pair asked = byQuestion.get(text);
        exchange.whole(200, "application/json", completion(asked == null ? judgement(text) : asked.strongAnswer()));
    }

    private String judgement(String comparison) {
        String question =
                JSON.readTree(comparison).path("request").path(0).path("text").asString();
        return Objects.requireNonNull(byQuestion.get(question)).weakIsRight() ? "SAME" : "DIFFERENT";
    }

    private static String completion(String text) {
        Map<String, Object> message = Map.of("role", "assistant", "content", text);
        Map<String, Object> choice = Map.of("index", 0, "finish_reason", "stop", "message", message);
        Map<String, Object> usage = Map.of("prompt_tokens", 100, "completion_tokens", 100, "total_tokens", 200);
        return JSON.writeValueAsString(Map.of(
                "id",
                "chatcmpl-strong",
                "object",
                "chat.completion",
                "created",
                7,
                "model",
                "strong",
                "choices",
                List.of(choice),
                "usage",
                usage));
    }
}
